package org.aureole.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.aureole.consumer.KingdomApi;
import org.aureole.consumer.MeasurementConsumer;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.NoiseMechanism;

/**
 * Measures and kills: several Measurements are under way whenever the market dies, what was asked
 * when it died is asked again, and every result that was ever seen must stay the one it was. The
 * moments are drawn over the time that a Measurement takes; once a fifth of the kills are done they
 * are aimed at stages that none has hit yet.
 */
final class KillCampaign {
  /** The market starts often and runs briefly. */
  static final String[] JVM_OPTIONS = {"-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"};

  private static final int AT_ONCE = 4;
  private static final Duration LONGEST_END = Duration.ofMinutes(4);
  private static final Duration FIRST_GUESS = Duration.ofSeconds(4);

  private final Path folder;
  private final MarketRehearsal market;
  private final List<Question> questions;
  private final Random draw;
  private final KingdomApi kingdom;
  private final MeasurementConsumer consumer;
  private final Map<String, Asked> asked = new LinkedHashMap<>();
  private final List<Instant> kills = new ArrayList<>();
  private final List<Duration> restarts = new ArrayList<>();
  private MarketProcess process;

  /**
   * What is measured over and over.
   *
   * @param order by an id
   * @param truth the reach
   */
  record Question(Function<String, MeasurementOrder> order, double truth) {}

  private static final class Asked {
    private final CreateMeasurementRequest request;
    private final NoiseMechanism noise;
    private final double truth;
    private Measurement ended;
    private double reach;
    private StageHistory history;

    Asked(CreateMeasurementRequest request, NoiseMechanism noise, double truth) {
      this.request = request;
      this.noise = noise;
      this.truth = truth;
    }

    boolean isNoisy() {
      return noise != NoiseMechanism.NONE;
    }
  }

  KillCampaign(
      Path folder,
      MarketRehearsal market,
      MarketProcess process,
      List<Question> questions,
      long seed) {
    this.folder = folder;
    this.market = market;
    this.process = process;
    this.questions = questions;
    this.draw = new Random(seed);
    this.kingdom = market.kingdomApi();
    this.consumer = market.consumer();
  }

  /** Kills that often, waits until all has ended, and checks it; the market runs afterwards. */
  void run(int times) throws IOException, InterruptedException {
    while (kills.size() < times) {
      List<Asked> fresh = sign();
      Duration delay = delay(kills.size() >= times / 5);
      CompletableFuture<Void> creation = CompletableFuture.runAsync(() -> create(fresh));
      TimeUnit.MILLISECONDS.sleep(delay.toMillis());
      kills.add(process.kill());
      creation.handle((done, error) -> done).join();
      restart();
      lookAgain();
      create(fresh);
      awaitOpen(AT_ONCE);
      readTimelines();
    }
    awaitOpen(0);
    assertThat(asked.values().stream().filter(Asked::isNoisy).map(each -> each.reach).distinct())
        .as("the noise of one Measurement is not that of another")
        .hasSizeGreaterThan(1);
    awaitEveryPartysEnd();
    lookAgain();
  }

  /** Lets the market work until not more Measurements than that have no end yet. */
  private void awaitOpen(int most) throws InterruptedException {
    Instant deadline = Instant.now().plus(LONGEST_END);
    look();
    while (open().size() > most) {
      assertThat(Instant.now()).as("these have no end: " + open()).isBefore(deadline);
      TimeUnit.MILLISECONDS.sleep(500);
      look();
    }
  }

  private void restart() throws IOException, InterruptedException {
    Instant start = Instant.now();
    process = MarketProcess.start(folder, JVM_OPTIONS);
    restarts.add(Duration.between(start, Instant.now()));
  }

  private List<Asked> sign() {
    List<Asked> fresh = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      Question question = questions.get(asked.size() % questions.size());
      MeasurementOrder order = question.order.apply("kill-" + asked.size());
      Measurement signed = consumer.sign(order);
      Asked next =
          new Asked(
              CreateMeasurementRequest.newBuilder()
                  .setMeasurement(signed)
                  .setRequestId(new UUID(draw.nextLong(), draw.nextLong()).toString())
                  .build(),
              order.noise(),
              question.truth);
      asked.put(signed.getName(), next);
      fresh.add(next);
    }
    return fresh;
  }

  /** Asks, or asks again, with the same request ids; fails only if the market is dead. */
  private void create(List<Asked> requests) {
    for (Asked each : requests) {
      kingdom.create(
          MeasurementName.parse(each.request.getMeasurement().getName()).parent(), each.request);
    }
  }

  private Duration delay(boolean aimed) {
    List<String> missing = missing();
    if (aimed && !missing.isEmpty()) {
      String target = missing.get(draw.nextInt(missing.size()));
      List<Duration> offsets =
          asked.values().stream()
              .filter(each -> each.history != null)
              .flatMap(each -> each.history.offsets(target).stream())
              .sorted()
              .toList();
      if (!offsets.isEmpty()) {
        // The earlier half: the later ones are of Measurements that a kill interrupted.
        return offsets.get(draw.nextInt((offsets.size() + 1) / 2));
      }
    }
    return Duration.ofMillis(draw.nextLong(usualLength().toMillis()));
  }

  /** The time that a Measurement takes if nothing is killed, as far as known. */
  private Duration usualLength() {
    List<Duration> offsets =
        asked.values().stream()
            .filter(each -> each.history != null)
            .flatMap(each -> each.history.offsets("duchies AGGREGATION").stream())
            .sorted()
            .toList();
    return offsets.isEmpty() ? FIRST_GUESS : offsets.get(offsets.size() / 4).multipliedBy(2);
  }

  private List<String> open() {
    return asked.entrySet().stream()
        .filter(each -> each.getValue().ended == null)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Looks at every Measurement that was not seen to end. */
  private void look() {
    for (String name : open()) {
      Measurement present = kingdom.get(MeasurementName.parse(name));
      if (isTerminal(present)) {
        check(present, asked.get(name));
        asked.get(name).ended = present;
      }
    }
  }

  /** Reads what the parties have reported, of what has not come to its end at all of them. */
  private void readTimelines() {
    asked.forEach((name, each) -> {
      if (each.history == null || !each.history.unfinished().isEmpty()) {
        each.history = StageHistory.of(kingdom.timeline(MeasurementName.parse(name)));
      }
    });
  }

  /** What has ended is for ever what it was first seen to be, with the same sealed result. */
  private void lookAgain() {
    asked.forEach((name, each) -> {
      if (each.ended != null) {
        assertThat(kingdom.get(MeasurementName.parse(name))).isEqualTo(each.ended);
      }
    });
  }

  private static boolean isTerminal(Measurement measurement) {
    return Lifecycles.MEASUREMENT.isTerminal(
        MeasurementState.valueOf(measurement.getInternalState()));
  }

  private void check(Measurement ended, Asked each) {
    assertThat(ended.getState())
        .as(
            ended.getName()
                + " after "
                + kills.size()
                + " kills: "
                + ended.getFailure()
                + kingdom.timeline(MeasurementName.parse(ended.getName())))
        .isEqualTo(Measurement.State.SUCCEEDED);
    List<MeasurementResult> results = consumer.results(ended);
    assertThat(results).hasSize(1);
    MeasurementResult.Estimate reach = results.get(0).getReach();
    each.reach = reach.getValue();
    if (each.isNoisy()) {
      // Six standard deviations: wrong once in 5e8 runs.
      assertThat(reach.getStandardDeviation()).isPositive();
      assertThat(reach.getValue()).isCloseTo(each.truth, within(6 * reach.getStandardDeviation()));
    } else {
      assertThat(reach.getValue()).isEqualTo(each.truth);
    }
  }

  private void awaitEveryPartysEnd() {
    MarketRehearsal.await(
        "every party's part has ended well",
        () -> {
          readTimelines();
          return asked.values().stream().allMatch(each -> each.history.unfinished().isEmpty());
        });
  }

  /** The market that runs now. */
  MarketProcess process() {
    return process;
  }

  /** How many kills hit each stage. */
  Map<String, Integer> hits() {
    Map<String, Integer> hits = new TreeMap<>();
    StageHistory.ALL.forEach(stage -> hits.put(stage, 0));
    for (Instant kill : kills) {
      asked.values().stream()
          .filter(each -> each.history != null)
          .flatMap(each -> each.history.at(kill).stream())
          .distinct()
          .forEach(stage -> hits.merge(stage, 1, Integer::sum));
    }
    return hits;
  }

  private List<String> missing() {
    Map<String, Integer> hits = hits();
    return StageHistory.ALL.stream().filter(stage -> hits.get(stage) == 0).sorted().toList();
  }

  /** The counts, in one line. */
  String summary() {
    List<Duration> sorted = restarts.stream().sorted().toList();
    Duration median = sorted.get(sorted.size() / 2);
    Duration longest = sorted.get(sorted.size() - 1);
    long noisy = asked.values().stream().filter(Asked::isNoisy).count();
    return kills.size()
        + " kills; hit "
        + hits()
        + "; "
        + asked.size()
        + " measurements ("
        + noisy
        + " with noise), all as they should be; restart "
        + median.toMillis()
        + " ms (median), "
        + longest.toMillis()
        + " ms (longest)";
  }
}
