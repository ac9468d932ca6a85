package org.aureole.local.cli.measurement;

import org.aureole.local.market.PartyConfig;
import org.aureole.model.name.MeasurementName;
import picocli.CommandLine.Parameters;

/** The argument that names a Measurement. */
final class MeasurementId {
  @Parameters(
      paramLabel = "MEASUREMENT",
      description = "Its id, or its whole name measurementConsumers/{id}/measurements/{id}.")
  private String text;

  /** The Measurement's name, an id alone being one of the consumer's. */
  MeasurementName name(PartyConfig consumer) {
    return text.contains("/")
        ? MeasurementName.parse(text)
        : new MeasurementName(consumer.id(), text);
  }
}
