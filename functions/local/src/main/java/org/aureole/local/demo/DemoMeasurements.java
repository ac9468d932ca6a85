package org.aureole.local.demo;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Timestamps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.aureole.consumer.KingdomApi;
import org.aureole.consumer.MeasurementConsumer;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Progress;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Population;
import org.aureole.v1.VidSamplingInterval;

/** Asks the demo's measurements, all at once, as a measurement consumer. */
final class DemoMeasurements {
  private static final Duration LONG_POLL = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final VidSamplingInterval EVERYBODY =
      VidSamplingInterval.newBuilder().setStart(0).setWidth(1L << 32).build();

  private final Session session;
  private final PartyConfig self;
  private final KingdomApi kingdom;
  private final MeasurementConsumer consumer;

  DemoMeasurements(Session session, PartyConfig self) {
    this.session = session;
    this.self = self;
    this.kingdom = session.consumerApi(self);
    this.consumer = session.consumer(self);
  }

  /** Runs all cases concurrently; the outcomes are in the order of the cases. */
  List<DemoOutcome> run(List<DemoCase> cases, Population population, Progress progress)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(cases.size());
    try {
      List<Future<DemoOutcome>> running = new ArrayList<>();
      for (DemoCase one : cases) {
        running.add(
            threads.submit(() -> {
              DemoOutcome outcome = run(one, population);
              progress.step();
              return outcome;
            }));
      }
      List<DemoOutcome> outcomes = new ArrayList<>();
      for (Future<DemoOutcome> one : running) {
        outcomes.add(one.get());
      }
      return outcomes;
    } finally {
      threads.shutdownNow();
    }
  }

  private DemoOutcome run(DemoCase asked, Population population)
      throws InvalidProtocolBufferException {
    long start = System.nanoTime();
    MeasurementName name = new MeasurementName(self.id(), asked.id());
    Measurement measurement = consumer.create(order(asked, name, population));
    while (isPending(measurement) && System.nanoTime() - start < PATIENCE.toNanos()) {
      measurement = kingdom.await(name, LONG_POLL);
    }
    List<MeasurementResult> results =
        measurement.getState() == Measurement.State.SUCCEEDED
            ? consumer.results(name, measurement)
            : List.of();
    MeasurementSpec signed =
        MeasurementSpec.parseFrom(measurement.getMeasurementSpec().getPayload());
    return new DemoOutcome(
        asked,
        Labels.type(signed),
        Labels.protocol(signed.getProtocol()),
        measurement,
        results,
        (System.nanoTime() - start) / 1e9);
  }

  private MeasurementOrder order(DemoCase asked, MeasurementName name, Population population) {
    MeasurementSpec.Builder question =
        asked.question().toBuilder()
            .setPopulation(population.getName())
            .setPopulationSize(population.getSize())
            .setPopulationSpecDigest(population.getPopulationSpecDigest())
            .setExpireTime(
                Timestamps.fromMillis(session.clock().instant().plus(PATIENCE).toEpochMilli()));
    if (!question.hasVidSamplingInterval()) {
      question.setVidSamplingInterval(EVERYBODY);
    }
    return new MeasurementOrder(
        name,
        asked.title(),
        question.build(),
        NoiseMechanism.DISCRETE_GAUSSIAN,
        asked.parts(),
        0,
        asked.collusionResistant());
  }

  private static boolean isPending(Measurement measurement) {
    return switch (measurement.getState()) {
      case SUCCEEDED, FAILED, CANCELLED -> false;
      default -> true;
    };
  }
}
