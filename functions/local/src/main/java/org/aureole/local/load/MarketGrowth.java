package org.aureole.local.load;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Progress;
import org.aureole.local.keys.LocalKeys;
import org.aureole.local.keys.MasterKey;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.keys.KeyLifetimes;
import org.aureole.platform.keys.KeyPublication;
import org.aureole.platform.keys.StoredKeys;
import org.aureole.v1.ApprovePartyRequest;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Party;
import org.aureole.v1.RegisterPartyRequest;

/** Makes a market larger. For use by one thread. */
final class MarketGrowth {
  private static final int THREADS = 4;

  /** Each so many of the open Measurements wait for Duchies too. */
  private static final int EACH_SHARE_SHUFFLE = 20;

  private final LoadMarket market;
  private final Path folder;
  private final Output output;
  private int open;
  private int copies;
  private int eventGroups = 1;
  private int providers;

  /**
   * @param folder for the keys of parties that run no functions
   */
  MarketGrowth(LoadMarket market, Path folder, Output output) {
    this.market = market;
    this.folder = folder;
    this.output = output;
    this.providers = market.providers().size() + 1;
  }

  /**
   * Has Measurements wait for events until so many are open.
   *
   * @param throughApi how many of them are created through the API; the others are copies of their
   *     rows
   */
  void openMeasurements(int wanted, int throughApi)
      throws InterruptedException, ExecutionException {
    createOpen(Math.min(wanted, throughApi));
    int each = open == 0 ? 0 : (wanted - open) / open;
    if (each > copies) {
      output.note("Copying the rows of " + open + " open measurements ...");
      market.awaitQuiet(Duration.ofMinutes(30));
      market
          .servers()
          .forEach(
              party -> CopiedRows.add(Part.of(party), market.database(party), copies + 1, each));
      copies = each;
    }
  }

  private void createOpen(int wanted) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Progress progress = Progress.of(output, "Opening", wanted - open, "measurements")) {
      List<Future<?>> running = new ArrayList<>();
      for (; open < wanted; open++) {
        int number = open;
        running.add(
            threads.submit(() -> {
              create(number);
              progress.step();
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void create(int number) {
    SimulatedConsumer consumer = market.consumers().get(number % market.consumers().size());
    MeasurementName name = consumer.measurement(CopiedRows.OPEN + number);
    MeasurementOrder order =
        number % EACH_SHARE_SHUFFLE == 0
            ? market.questions().waitingShareShuffle(name, number)
            : market.questions().waitingDirect(name, number);
    consumer.create(consumer.sign(order));
  }

  /** Registers and approves data providers with certificates and keys until there are so many. */
  void dataProviders(int wanted) throws IOException {
    for (; providers < wanted; providers++) {
      register("extra" + providers);
    }
  }

  private StoredKeys keys(String id) throws IOException {
    Path own = Files.createDirectories(folder.resolve("more-parties").resolve(id));
    return LocalKeys.open(
        own.resolve("keys"),
        MasterKey.inFolder(own.resolve("kms"), market.session().random()),
        KeyLifetimes.DEFAULT,
        market.session().clock(),
        market.session().random());
  }

  private void register(String id) throws IOException {
    PartyConfig kingdom = market.session().config().kingdom();
    PartyName name = PartyName.dataProvider(id);
    StoredKeys keys = keys(id);
    byte[] root = keys.create(id);
    ApiClient own = market.market().client(kingdom, id);
    Party party =
        Party.newBuilder()
            .setName(name.toString())
            .setDisplayName(id)
            .setRootCertificate(ByteString.copyFrom(root))
            .setDataProvider(
                DataProviderCapabilities.newBuilder()
                    .setKind(DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER)
                    .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN)
                    .setHonestMajorityShareShuffle(true))
            .build();
    own.call(
        HttpMethod.POST,
        "/v1/parties:register",
        RegisterPartyRequest.newBuilder().setParty(party).build(),
        Party.getDefaultInstance());
    market
        .market()
        .client(kingdom, kingdom.operatorSubject())
        .call(
            HttpMethod.POST,
            "/v1/" + name + ":approve",
            ApprovePartyRequest.getDefaultInstance(),
            Party.getDefaultInstance());
    KeyPublication.publish(own, name, keys);
  }

  /** Drops event files until the first data provider has so many event groups. */
  void eventGroups(int wanted) throws IOException {
    List<String> groups = new ArrayList<>();
    for (; eventGroups < wanted; eventGroups++) {
      groups.add("more-" + eventGroups);
    }
    if (!groups.isEmpty()) {
      market.upload(market.providers().get(0), groups);
    }
  }

  /** Drops one file of a new event group. */
  void oneEventGroup() throws IOException {
    eventGroups(eventGroups + 1);
  }
}
