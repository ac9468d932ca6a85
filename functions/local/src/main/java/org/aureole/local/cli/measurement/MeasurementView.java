package org.aureole.local.cli.measurement;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import org.aureole.consumer.MeasurementConsumer;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Results;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.trace.Trace;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementSpec;

/** Shows a Measurement with its opened and verified results. */
final class MeasurementView {
  private final Output output;
  private final MeasurementConsumer consumer;
  private final List<String> warnings;

  MeasurementView(Output output, MeasurementConsumer consumer) {
    this(output, consumer, List.of());
  }

  /**
   * @param warnings what scripts are told beside the Measurement; people were told already
   */
  MeasurementView(Output output, MeasurementConsumer consumer, List<String> warnings) {
    this.output = output;
    this.consumer = consumer;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * For people, lines; for scripts, {@code {"measurement": Measurement, "spec": MeasurementSpec,
   * "trace": text, "results": [MeasurementResult], "warnings": [text]}}.
   */
  void show(Measurement measurement) {
    List<MeasurementResult> results =
        measurement.getState() == Measurement.State.SUCCEEDED
            ? consumer.results(measurement)
            : List.of();
    if (output.isJson()) {
      output.json(json(measurement, results));
    } else {
      describe(measurement);
      if (!results.isEmpty()) {
        output.say("");
        output.say(new Results(results).lines());
      }
    }
  }

  private JsonObject json(Measurement measurement, List<MeasurementResult> results) {
    JsonObject json = new JsonObject();
    json.add("measurement", Output.tree(measurement));
    json.add("spec", Output.tree(spec(measurement)));
    json.addProperty("trace", trace(measurement));
    JsonArray opened = new JsonArray();
    results.forEach(result -> opened.add(Output.tree(result)));
    json.add("results", opened);
    JsonArray told = new JsonArray();
    warnings.forEach(told::add);
    json.add("warnings", told);
    return json;
  }

  private void describe(Measurement measurement) {
    MeasurementSpec spec = spec(measurement);
    output.say(measurement.getName());
    if (!measurement.getDisplayName().isEmpty()) {
      output.say("  title     " + measurement.getDisplayName());
    }
    output.say("  type      " + Labels.type(spec));
    output.say("  protocol  " + Labels.protocol(spec.getProtocol()));
    output.say(
        "  asked     "
            + String.join(
                ", ",
                spec.getDataProvidersList().stream()
                    .map(entry -> Labels.id(entry.getDataProvider()))
                    .toList()));
    output.say("  trace     " + trace(measurement));
    output.say("  created   " + Labels.time(measurement.getCreateTime()));
    output.say("  expires   " + Labels.time(measurement.getExpireTime()));
    output.say("  state     " + state(measurement));
    if (measurement.hasFailure()) {
      output.say(
          "  because   "
              + measurement.getFailure().getReason()
              + ": "
              + measurement.getFailure().getMessage());
    }
  }

  /** By which every party's log is searched for it. */
  private static String trace(Measurement measurement) {
    return Trace.of(MeasurementName.parse(measurement.getName())).id();
  }

  /** The public state, with the finer one where it says more. */
  static String state(Measurement measurement) {
    String state = measurement.getState().name();
    String finer = measurement.getInternalState();
    return finer.isEmpty() || finer.equals(state) ? state : state + " (" + finer + ")";
  }

  /** What the consumer signed; for showing only, as no signature is checked. */
  static MeasurementSpec spec(Measurement measurement) {
    try {
      return MeasurementSpec.parseFrom(measurement.getMeasurementSpec().getPayload());
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION,
          measurement.getName() + " came with a specification that cannot be read",
          e);
    }
  }
}
