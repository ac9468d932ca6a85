package org.aureole.local.cli.measurement;

import java.time.Duration;
import org.aureole.consumer.KingdomApi;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.Measurement;

/** Follows a Measurement to its end. */
final class Watch {
  private static final Duration LONG_POLL = Duration.ofSeconds(2);

  private final Output output;
  private final KingdomApi kingdom;
  private final MeasurementView view;

  Watch(Output output, KingdomApi kingdom, MeasurementView view) {
    this.output = output;
    this.kingdom = kingdom;
    this.view = view;
  }

  /**
   * Says each state once, then shows the Measurement.
   *
   * @return 0 if it succeeded, else 1
   */
  int untilDone(MeasurementName name) {
    Measurement now = kingdom.get(name);
    String said = "";
    while (true) {
      String state = MeasurementView.state(now);
      if (!state.equals(said)) {
        said = state;
        output.say(Labels.time(now.getUpdateTime()) + "  " + state);
      }
      if (isDone(now)) {
        output.say("");
        view.show(now);
        return now.getState() == Measurement.State.SUCCEEDED ? 0 : 1;
      }
      now = kingdom.await(name, LONG_POLL);
    }
  }

  private static boolean isDone(Measurement measurement) {
    return switch (measurement.getState()) {
      case SUCCEEDED, FAILED, CANCELLED -> true;
      default -> false;
    };
  }
}
