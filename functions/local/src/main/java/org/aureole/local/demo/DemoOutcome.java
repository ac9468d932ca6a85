package org.aureole.local.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aureole.local.cli.console.Results;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementResult.Estimate;

/**
 * How one measurement of the demo went.
 *
 * @param type what was measured, for people
 * @param protocol how, for people
 * @param results opened and verified; empty unless it succeeded
 * @param seconds from the request to the opened result
 */
record DemoOutcome(
    DemoCase asked,
    String type,
    String protocol,
    Measurement measurement,
    List<MeasurementResult> results,
    double seconds) {

  boolean succeeded() {
    return measurement.getState() == Measurement.State.SUCCEEDED;
  }

  Optional<Estimate> headline() {
    return results.isEmpty() ? Optional.empty() : Optional.of(new Results(results).headline());
  }

  /** For scripts; a measurement without a result shows zeros, and its state says why. */
  Map<String, Object> json() {
    Estimate estimate = headline().orElse(Estimate.getDefaultInstance());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", measurement.getName());
    json.put("type", type);
    json.put("protocol", protocol);
    json.put("state", measurement.getState().name());
    json.put("estimate", estimate.getValue());
    json.put("standardDeviation", estimate.getStandardDeviation());
    json.put("truth", asked.truth());
    json.put("seconds", seconds);
    return json;
  }
}
