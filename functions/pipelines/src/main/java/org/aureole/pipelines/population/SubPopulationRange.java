package org.aureole.pipelines.population;

import org.aureole.crypto.vid.VidRange;

/**
 * Consecutive VIDs of one sub-population.
 *
 * @param subPopulation the index of the sub-population in its specification
 */
public record SubPopulationRange(VidRange vids, int subPopulation) {}
