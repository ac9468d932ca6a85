package org.aureole.edp.events;

import com.google.protobuf.ByteString;

/**
 * Gives the {@link EventAnalysis} of a population: a measurement names the population that its
 * vectors are laid out over. Safe for use by several threads; the last few are kept.
 */
@FunctionalInterface
public interface EventAnalyses {
  /**
   * @param populationSpec a serialised {@code PopulationSpec}, already checked against the digest
   *     that the signed specification names
   * @throws org.aureole.model.error.DomainException {@code SPEC_INVALID} if it is none, its VID
   *     ranges overlap, or a sub-population lacks a population attribute
   */
  EventAnalysis over(ByteString populationSpec);
}
