/** The virtual people of a market and their attributes. */
package org.aureole.pipelines.population;
