/** The population on whose VIDs a data provider counts. */
package org.aureole.edp.population;
