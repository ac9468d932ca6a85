package org.aureole.emulator.cloud;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.aureole.gcp.storage.CloudStorageServer;
import org.aureole.local.cost.Use;

/** Adds up what Google would bill each project for. Thread-safe. */
final class BilledUse {
  /** What an execution of a job is billed for at least. */
  private static final Duration LEAST_JOB = Duration.ofMinutes(1);

  /** What a message counts for at least. */
  private static final int LEAST_MESSAGE = 1024;

  private final Map<String, Map<Use, Double>> byProject = new HashMap<>();

  private long additions;

  private synchronized void add(String project, Use use, double amount) {
    additions++;
    byProject
        .computeIfAbsent(project, key -> new EnumMap<>(Use.class))
        .merge(use, amount, Double::sum);
  }

  /** How often anything was added. */
  synchronized long additions() {
    return additions;
  }

  /** What was added since the last call, by project. */
  synchronized Map<String, Map<Use, Double>> take() {
    Map<String, Map<Use, Double>> taken = Map.copyOf(byProject);
    byProject.clear();
    return taken;
  }

  void called(String project, Duration time) {
    add(project, Use.FUNCTION_CALLS, 1);
    add(project, Use.FUNCTION_SECONDS, time.toNanos() / 1e9);
  }

  void executed(String project, Duration time) {
    Duration billed = time.compareTo(LEAST_JOB) < 0 ? LEAST_JOB : time;
    add(project, Use.JOB_SECONDS, billed.toNanos() / 1e9);
  }

  /**
   * A message was published and pushed.
   *
   * @param pusher the account of the subscription, in the project of topic and subscription
   */
  void pushed(String pusher, int bytes) {
    String project = pusher.substring(pusher.indexOf('@') + 1, pusher.indexOf('.'));
    add(project, Use.MESSAGE_BYTES, 2.0 * Math.max(LEAST_MESSAGE, bytes));
  }

  /**
   * A key was used.
   *
   * @param key {@code projects/PROJECT/…}
   */
  void keyUsed(String key) {
    add(key.split("/")[1], Use.KEY_OPERATIONS, 1);
  }

  /** Counts what those do in buckets whom another lets. */
  CloudStorageServer.Access counting(CloudStorageServer.Access access) {
    return new CloudStorageServer.Access() {
      @Override
      public Optional<String> caller(String authorization) {
        return access.caller(authorization);
      }

      @Override
      public boolean may(String email, String permission, String bucket) {
        // Buckets are named PROJECT-PURPOSE.
        String project = bucket.substring(0, bucket.lastIndexOf('-'));
        switch (permission) {
          case "storage.objects.create", "storage.objects.list" ->
              add(project, Use.OBJECT_WRITES, 1);
          case "storage.objects.get" -> add(project, Use.OBJECT_READS, 1);
          default -> {}
        }
        return access.may(email, permission, bucket);
      }
    };
  }
}
