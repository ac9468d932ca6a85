package org.aureole.local.market;

import java.util.List;
import java.util.Optional;
import org.aureole.duchy.Duchy;
import org.aureole.duchy.DuchyConfig;
import org.aureole.duchy.DuchyPorts;
import org.aureole.edp.DataProvider;
import org.aureole.edp.DataProviderConfig;
import org.aureole.edp.DataProviderPorts;
import org.aureole.edp.events.BlobEventObjects;
import org.aureole.kingdom.Kingdom;
import org.aureole.kingdom.KingdomConfig;
import org.aureole.kingdom.LegionsPolicy;
import org.aureole.local.blob.LocalBucket;
import org.aureole.pipelines.tally.FileEventAnalyses;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.function.PartyFunctions;
import org.aureole.platform.handover.HttpPeerInboxes;
import org.aureole.platform.keys.KeyPublication;
import org.aureole.platform.keys.StoredKeys;
import org.aureole.platform.sql.Database;
import org.aureole.platform.work.JobRunner;
import org.aureole.platform.work.Jobs;
import org.aureole.platform.work.Outbox;
import org.aureole.platform.work.OutboxRelay;
import org.aureole.platform.work.Topics;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.NoiseMechanism;

/** Puts one party together, whatever its kind, from what a local market offers. */
final class PartyServers {
  /**
   * What a data provider of a market for trying things out spends, until its operator decides: some
   * dozens of measurements at ε = 1, δ = 10⁻⁹ of the same people on the same days. A larger ε would
   * allow fewer, because composition weighs what noise truncation leaks by e to the ε.
   */
  private static final DifferentialPrivacyParams TRIAL_BUDGET =
      DifferentialPrivacyParams.newBuilder().setEpsilon(10).setDelta(1e-3).build();

  private final LocalCloud cloud;
  private final MarketPatience patience;
  private final PartyConfig party;
  private final Database database;
  private final PartyWorkers workers;

  PartyServers(
      LocalCloud cloud,
      MarketPatience patience,
      PartyConfig party,
      Database database,
      PartyWorkers workers) {
    this.cloud = cloud;
    this.patience = patience;
    this.party = party;
    this.database = database;
    this.workers = workers;
  }

  PartyFunctions kingdom(Topics topics) {
    OutboxRelay relay = new OutboxRelay(database, topics, workers, workers.sending());
    Outbox outbox = new Outbox(relay, patience.outboxGrace());
    Kingdom kingdom =
        new Kingdom(
            database,
            outbox,
            relay,
            cloud.random(),
            new KingdomConfig(
                List.of(cloud.identity(party.operatorSubject())),
                List.of(cloud.identity(party.platformSubject())),
                patience.reminder(),
                LegionsPolicy.USUAL.demanded(cloud.config().demandsResistance()),
                Optional.empty()));
    return new PartyFunctions(
        kingdom.endpoints(),
        kingdom.principals(),
        job -> {
          throw new IllegalStateException("the Kingdom runs no jobs, not even " + job);
        },
        () -> {});
  }

  PartyFunctions duchy(BlobStore internal, LocalBucket inbox) {
    StoredKeys keys = cloud.keys(party);
    org.aureole.duchy.kingdom.KingdomApi kingdom =
        new org.aureole.duchy.kingdom.HttpKingdomApi(
            cloud.client(cloud.config().kingdom(), party.subject()), party.name());
    Duchy duchy =
        new Duchy(
            new DuchyConfig(
                party.name(),
                cloud.config().name(),
                party.url(),
                cloud.ownIdentities(party),
                patience.uploadValidity(),
                patience.startGrace(),
                patience.lease(),
                patience.outboxGrace(),
                patience.sweep()),
            new DuchyPorts(
                database,
                internal,
                inbox.store(),
                inbox.uploads(),
                keys,
                KeyPublication.currentCertificate(
                    cloud.client(cloud.config().kingdom(), party.subject()), party.name(), keys),
                kingdom,
                new HttpPeerInboxes(cloud.tokens(party.subject()), cloud.http()),
                workers,
                workers.sending(),
                cloud.random(),
                cloud.clock()));
    return new PartyFunctions(duchy.endpoints(), duchy.principals(), duchy::run, duchy::close);
  }

  PartyFunctions dataProvider(BlobStore internal, BlobStore events) {
    org.aureole.edp.market.KingdomApi kingdom =
        new org.aureole.edp.market.HttpKingdomApi(
            cloud.client(cloud.config().kingdom(), party.subject()), party.name());
    OutboxRelay relay =
        new OutboxRelay(
            database, org.aureole.edp.market.Progress.topics(kingdom), workers, workers.sending());
    Outbox outbox = new Outbox(relay, patience.outboxGrace());
    Jobs jobs = new Jobs(database, outbox, patience.startGrace(), patience.lease());
    FileEventAnalyses analyses =
        new FileEventAnalyses(EventTemplates.AD_EVENT, new BlobEventObjects(events));
    DataProvider provider =
        new DataProvider(
            new DataProviderConfig(
                party.name(),
                kind(),
                cloud.config().name(),
                cloud.config().kingdom().url(),
                MarketConfig.POPULATION,
                policy(),
                cloud.ownIdentities(party),
                patience.sweep()),
            new DataProviderPorts(
                database,
                relay,
                outbox,
                jobs,
                kingdom,
                new HttpPeerInboxes(cloud.tokens(party.subject()), cloud.http()),
                cloud.keys(party),
                events,
                internal,
                analyses,
                cloud.clock(),
                cloud.random()));
    JobRunner runner = new JobRunner(jobs, provider.jobs().values());
    return new PartyFunctions(
        provider.endpoints(), provider.principals(), runner::run, runner::close);
  }

  private DataProviderCapabilities.Kind kind() {
    return party.role() == PartyRole.EVENT_DATA_PROVIDER
        ? DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER
        : DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER;
  }

  private AnswerPolicy policy() {
    AnswerPolicy.Builder policy =
        AnswerPolicy.newBuilder()
            .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN)
            .setDirect(true)
            .setHonestMajorityShareShuffle(party.role() == PartyRole.EVENT_DATA_PROVIDER)
            .setLiquidLegionsV2(party.role() == PartyRole.EVENT_DATA_PROVIDER)
            .setPrivacyBudget(TRIAL_BUDGET);
    if (party.acceptsUnnoised()) {
      policy.addNoiseMechanisms(NoiseMechanism.NONE);
    }
    return policy.build();
  }
}
