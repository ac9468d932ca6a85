package org.aureole.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Progress;
import org.aureole.local.cli.event.UploadedFiles;
import org.aureole.local.cli.market.ForegroundMarket;
import org.aureole.local.cli.population.PopulationApproval;
import org.aureole.local.cli.population.PopulationPublication;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketFolder;
import org.aureole.local.market.MarketSettings;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.local.secret.PrivateFolder;
import org.aureole.model.name.MeasurementName;
import org.aureole.pipelines.synthetic.DemoMarket;
import org.aureole.v1.Population;
import org.aureole.v1.Timeline;

/** A market, from nothing to results, by the same APIs that people use. */
final class Demo {
  private static final String NAME = "demo";
  private static final Duration UPLOAD_PATIENCE = Duration.ofMinutes(1);

  private final Path folder;
  private final Output output;

  Demo(Path folder, Output output) {
    this.folder = folder;
    this.output = output;
  }

  /**
   * Runs it all.
   *
   * @param market begun and stopped here
   */
  DemoReport run(ForegroundMarket market)
      throws IOException, InterruptedException, ExecutionException {
    long start = System.nanoTime();
    output.note(
        "Starting a market of a Kingdom, three Duchies, three publishers and a population provider"
            + " ...");
    MarketConfig fresh = MarketConfig.ofUsualParties(NAME, DemoData.providers());
    CompletableFuture<Prepared> prepared = CompletableFuture.supplyAsync(() -> prepare(fresh));
    try {
      market.begin(new MarketFolder(folder), fresh, MarketSettings.usual());
      output.note(
          "It is up after "
              + Labels.seconds(secondsSince(start))
              + "; dropping event files into the publishers' buckets ...");
      return measure(market.config(), prepared.get(), start);
    } finally {
      market.stop();
    }
  }

  private DemoReport measure(MarketConfig config, Prepared prepared, long start)
      throws IOException, InterruptedException, ExecutionException {
    Session session = Session.open(folder);
    Population population =
        PopulationPublication.publish(
            session.kingdom(only(config, PartyRole.POPULATION_DATA_PROVIDER)),
            MarketConfig.POPULATION,
            DemoMarket.populationSpec());
    PopulationApproval.approveByAll(
        session,
        MarketConfig.POPULATION,
        Fingerprint.fromBytes(population.getPopulationSpecDigest().toByteArray()));
    upload(session, all(config, PartyRole.EVENT_DATA_PROVIDER), prepared.files());
    output.note("The event groups are at the Kingdom; measuring ...");
    List<DemoCase> cases = prepared.cases();
    PartyConfig consumer = only(config, PartyRole.MEASUREMENT_CONSUMER);
    List<DemoOutcome> outcomes;
    try (Progress progress = Progress.of(output, "Measuring", cases.size(), "measurements")) {
      outcomes = new DemoMeasurements(session, consumer).run(cases, population, progress);
    }
    double seconds = secondsSince(start);
    Timeline timeline =
        session
            .consumerApi(consumer)
            .timeline(MeasurementName.parse(outcomes.get(0).measurement().getName()));
    return new DemoReport(outcomes, timeline, seconds, PeakMemory.bytes());
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** What needs no market: the event files, and the questions with their true answers. */
  private record Prepared(List<Path> files, List<DemoCase> cases) {}

  private Prepared prepare(MarketConfig config) {
    DemoData data = new DemoData();
    try {
      return new Prepared(
          data.write(PrivateFolder.create(folder.resolve("sample-events"))),
          new DemoPlan(
                  data,
                  all(config, PartyRole.EVENT_DATA_PROVIDER),
                  only(config, PartyRole.POPULATION_DATA_PROVIDER))
              .cases());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Drops each file into a bucket, and waits until the provider made an event group of it. */
  private static void upload(Session session, List<PartyConfig> publishers, List<Path> files)
      throws IOException {
    List<UploadedFiles> uploads = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      PartyConfig publisher = publishers.get(i);
      UploadedFiles upload = new UploadedFiles(session, publisher);
      Path bucket = session.folder().bucket(publisher.id(), "events");
      String object = DemoPlan.GROUP + "/" + files.get(i).getFileName();
      PrivateFolder.create(bucket.resolve(DemoPlan.GROUP));
      long size = Files.size(files.get(i));
      Files.move(files.get(i), bucket.resolve(object), StandardCopyOption.ATOMIC_MOVE);
      upload.add(object, size);
      uploads.add(upload);
    }
    for (UploadedFiles upload : uploads) {
      upload.await(UPLOAD_PATIENCE);
    }
  }

  private static List<PartyConfig> all(MarketConfig config, PartyRole role) {
    return config.parties().stream().filter(party -> party.role() == role).toList();
  }

  private static PartyConfig only(MarketConfig config, PartyRole role) {
    return all(config, role).get(0);
  }
}
