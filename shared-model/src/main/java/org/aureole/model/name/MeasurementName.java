package org.aureole.model.name;

import java.util.List;

/** Name of a Measurement. Written {@code measurementConsumers/{id}/measurements/{id}}. */
public record MeasurementName(String measurementConsumer, String measurement)
    implements ResourceName {
  private static final NamePattern PATTERN =
      new NamePattern("measurementConsumers/{id}/measurements/{id}");

  public MeasurementName {
    NamePattern.checkId(measurementConsumer);
    NamePattern.checkId(measurement);
  }

  /** The name written as {@code text}; INVALID_ARGUMENT if it is of another form. */
  public static MeasurementName parse(String text) {
    List<String> ids = PATTERN.parse(text);
    return new MeasurementName(ids.get(0), ids.get(1));
  }

  /** The consumer whose Measurement it is. */
  public PartyName parent() {
    return new PartyName(PartyKind.MEASUREMENT_CONSUMER, measurementConsumer);
  }

  @Override
  public String toString() {
    return PATTERN.format(measurementConsumer, measurement);
  }
}
