package org.aureole.kingdom.lifecycle;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.aureole.model.name.MeasurementName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MeasurementSignalsTest {
  private static final MeasurementName NAME = new MeasurementName("mc1", "m1");
  private static final Duration FOREVER = Duration.ofDays(1);

  private final MeasurementSignals signals = new MeasurementSignals();

  @Test
  void aChangeSinceSubscribingIsNotMissed() {
    try (MeasurementSignals.Subscription subscription = signals.subscribe(NAME)) {
      signals.changed(NAME);
      subscription.await(FOREVER);
      subscription.await(Duration.ofMillis(1));
    }
  }

  @Test
  void everyoneWhoWaitsIsWokenFromAnotherThread() throws Exception {
    try (MeasurementSignals.Subscription one = signals.subscribe(NAME);
        MeasurementSignals.Subscription other = signals.subscribe(NAME)) {
      Thread changer = new Thread(() -> signals.changed(NAME));
      changer.start();
      one.await(FOREVER);
      other.await(FOREVER);
      changer.join();
    }
  }

  @Test
  void nobodyListensAfterClosing() {
    signals.subscribe(NAME).close();
    assertThatCode(() -> signals.changed(NAME)).doesNotThrowAnyException();
  }
}
