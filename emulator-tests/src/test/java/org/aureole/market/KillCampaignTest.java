package org.aureole.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketFolder;
import org.aureole.local.market.PartyConfig;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.synthetic.EventShare;
import org.aureole.pipelines.synthetic.SyntheticSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.v1.Interval;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The market is killed with everything in it, at moments drawn while Measurements run, and started
 * again: every Measurement ends as if nothing had happened.
 */
class KillCampaignTest {
  private static final Interval WEEK =
      MarketRehearsal.interval(
          Instant.parse("2021-03-15T00:00:00Z"), Instant.parse("2021-03-22T00:00:00Z"));
  private static final double REACH = 6001;

  @TempDir private Path folder;

  @Test
  @Tag("market")
  void threeKills() throws Exception {
    campaign(3, 20260601);
  }

  @Test
  @Tag("long")
  void fiftyKillsThatHitEveryStage() throws Exception {
    KillCampaign campaign = campaign(50, 20260602);
    assertThat(campaign.hits()).allSatisfy((stage, hits) -> assertThat(hits).isPositive());
  }

  private KillCampaign campaign(int kills, long seed) throws Exception {
    MarketConfig config = MarketConfig.ofUsualParties("kills", 3).acceptingUnnoised();
    config.write(folder);
    MarketProcess first = MarketProcess.start(folder, KillCampaign.JVM_OPTIONS);
    KillCampaign campaign = null;
    try {
      MarketRehearsal market = MarketRehearsal.inAnotherProcess(folder, config);
      fill(market);
      campaign = new KillCampaign(folder, market, first, questions(market), seed);
      campaign.run(kills);
      MarketRehearsal.await("no share and no secret is left", () -> left(config).isEmpty());
      assertThat(campaign.process().stop()).as("dead letters").isEmpty();
      assertThat(new MarketFolder(folder).root().resolve("postgres/data/postmaster.pid"))
          .doesNotExist();
      System.out.println(campaign.summary());
      return campaign;
    } catch (AssertionError | RuntimeException e) {
      Files.copy(
          folder.resolve("log"),
          Path.of("target", "killed-market-" + kills + ".log"),
          StandardCopyOption.REPLACE_EXISTING);
      throw e;
    } finally {
      (campaign == null ? first : campaign.process()).close();
    }
  }

  private static void fill(MarketRehearsal market) throws IOException {
    PopulationSpecs specs = new PopulationSpecs(EventTemplates.AD_EVENT);
    var population = specs.of(SyntheticShape.populationSpec());
    market.publish(specs.parse(SyntheticShape.populationSpec()), population.universe().size());
    SyntheticSpecs synthetic = new SyntheticSpecs(population);
    var spec = SyntheticSpecs.parse(SyntheticShape.eventGroupSpec());
    market.drop("edp1", "all/events.csv", synthetic.events(spec));
    for (int part = 0; part < 2; part++) {
      market.drop(
          "edp" + (part + 2),
          "part/events.csv",
          new EventShare(synthetic.events(spec), EventShare.Unit.EVENT, part, 2));
    }
    market.awaitEventGroups("edp1", 1);
    market.awaitEventGroups("edp2", 1);
    market.awaitEventGroups("edp3", 1);
  }

  private static List<KillCampaign.Question> questions(MarketRehearsal market) {
    return List.of(
        question(market, reachAndFrequency(), NoiseMechanism.NONE, "edp2/part", "edp3/part"),
        question(market, reach(), NoiseMechanism.DISCRETE_GAUSSIAN, "edp2/part", "edp3/part"),
        question(market, reachAndFrequency(), NoiseMechanism.NONE, "edp1/all"),
        question(market, reach(), NoiseMechanism.DISCRETE_GAUSSIAN, "edp1/all"));
  }

  private static KillCampaign.Question question(
      MarketRehearsal market,
      Consumer<MeasurementSpec.Builder> type,
      NoiseMechanism noise,
      String... groups) {
    return new KillCampaign.Question(id -> market.order(id, type, noise, WEEK, groups), REACH);
  }

  private static Consumer<MeasurementSpec.Builder> reach() {
    return question ->
        question.getReachBuilder().setPrivacyParams(MarketRehearsal.privacy(0.3, 1e-12));
  }

  private static Consumer<MeasurementSpec.Builder> reachAndFrequency() {
    return question ->
        question
            .getReachAndFrequencyBuilder()
            .setMaximumFrequency(3)
            .setReachPrivacyParams(MarketRehearsal.privacy(0.3, 1e-12))
            .setFrequencyPrivacyParams(MarketRehearsal.privacy(0.3, 1e-12));
  }

  /** What parties still keep of computations that have ended: shares, seeds, vectors, answers. */
  private List<Path> left(MarketConfig config) {
    MarketFolder market = new MarketFolder(folder);
    List<Path> left = new ArrayList<>();
    for (PartyConfig party : config.parties()) {
      for (String bucket : List.of("internal", "inbox")) {
        left.addAll(files(market.bucket(party.id(), bucket)));
      }
    }
    return left;
  }

  private static List<Path> files(Path bucket) {
    if (!Files.exists(bucket)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(bucket)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
