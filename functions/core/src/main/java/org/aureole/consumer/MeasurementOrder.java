package org.aureole.consumer;

import java.util.List;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.RequisitionSpec;

/**
 * What a measurement consumer wants to learn, before any of it is signed. Immutable.
 *
 * @param name the Measurement's name, its id chosen by the consumer
 * @param displayName free text
 * @param question a spec with type, sampling interval, population and expiry; data providers,
 *     protocol and keys are filled in from the rest
 * @param noise the wanted noise
 * @param parts what each data provider shall count, one part for each
 * @param toleratedColluders how many of the two workers of Honest Majority Share Shuffle may
 *     collude: 0 or 1; without meaning for other protocols
 * @param collusionResistant whether all Duchies but one may collude; without meaning where one
 *     party answers
 */
public record MeasurementOrder(
    MeasurementName name,
    String displayName,
    MeasurementSpec question,
    NoiseMechanism noise,
    List<Part> parts,
    int toleratedColluders,
    boolean collusionResistant) {
  public MeasurementOrder {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw DomainException.invalid("dataProviders", "is empty; name at least one");
    }
    if (toleratedColluders < 0 || toleratedColluders > 1) {
      throw DomainException.invalid(
          "toleratedColluders", "is " + toleratedColluders + "; it is 0 or 1");
    }
  }

  /** An order that tolerates no colluders, as the honest majority of the protocol allows. */
  public MeasurementOrder(
      MeasurementName name,
      String displayName,
      MeasurementSpec question,
      NoiseMechanism noise,
      List<Part> parts) {
    this(name, displayName, question, noise, parts, 0, false);
  }

  /**
   * What one data provider shall count.
   *
   * @param dataProvider its resource name
   * @param eventGroups event groups with interval and filter; empty for a population
   * @param populationFilter CEL over the population's attributes; for a population
   */
  public record Part(
      String dataProvider,
      List<RequisitionSpec.EventGroupEntry> eventGroups,
      String populationFilter) {
    public Part {
      eventGroups = List.copyOf(eventGroups);
    }
  }
}
