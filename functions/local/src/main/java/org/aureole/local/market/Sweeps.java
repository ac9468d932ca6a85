package org.aureole.local.market;

import com.google.protobuf.Empty;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls every party's sweep now and then, as a scheduler does in the cloud. Thread-safe. */
final class Sweeps implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeps.class);

  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "sweeps");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, ScheduledFuture<?>> running = new ConcurrentHashMap<>();

  void begin(PartyConfig party, ApiClient client, Duration every) {
    running.put(
        party.id(),
        timer.scheduleWithFixedDelay(
            () -> sweep(party, client), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS));
  }

  void end(PartyConfig party) {
    ScheduledFuture<?> task = running.remove(party.id());
    if (task != null) {
      task.cancel(false);
    }
  }

  private static void sweep(PartyConfig party, ApiClient client) {
    try {
      client.call(
          HttpMethod.POST,
          "/v1/internal:sweep",
          Empty.getDefaultInstance(),
          Empty.getDefaultInstance());
    } catch (RuntimeException e) {
      LOG.warn("the sweep of {} failed and will be repeated: {}", party.id(), e.getMessage());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
