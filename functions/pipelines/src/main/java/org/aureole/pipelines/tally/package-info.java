/** From event files to frequency vectors, population counts and budget cells. */
package org.aureole.pipelines.tally;
