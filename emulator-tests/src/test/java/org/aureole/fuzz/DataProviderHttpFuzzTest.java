package org.aureole.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.aureole.edp.DataProvider;
import org.aureole.edp.DataProviderConfig;
import org.aureole.edp.DataProviderPorts;
import org.aureole.edp.market.KingdomApi;
import org.aureole.edp.market.Progress;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.PopulationName;
import org.aureole.platform.blob.InMemoryBlobStore;
import org.aureole.platform.http.Router;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.TestTokens;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.sql.TestClock;
import org.aureole.platform.work.Jobs;
import org.aureole.platform.work.Outbox;
import org.aureole.platform.work.OutboxRelay;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.NoiseMechanism;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Everything that can be sent to a data provider: pushed messages and its operator's calls. */
@Tag("fuzz")
class DataProviderHttpFuzzTest {
  private static final String AUDIENCE = "https://edp1.example";
  private static Database database;
  private static RouterTarget target;

  @BeforeAll
  static void start() {
    TestClock clock = new TestClock();
    TestTokens tokens = new TestTokens(AUDIENCE, clock.instant());
    database =
        new PostgresTestDatabases().create(clock, DataProvider.SCHEMAS.toArray(String[]::new));
    KingdomApi kingdom =
        Silent.of(
            KingdomApi.class,
            Map.of("listUnfulfilledRequisitions", ListRequisitionsResponse.getDefaultInstance()));
    OutboxRelay relay =
        new OutboxRelay(database, Progress.topics(kingdom), job -> {}, Runnable::run);
    Outbox outbox = new Outbox(relay, Duration.ofSeconds(10));
    DataProvider provider =
        new DataProvider(
            new DataProviderConfig(
                PartyName.dataProvider("edp1"),
                DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER,
                "market",
                URI.create("https://kingdom.example"),
                new PopulationName("p1"),
                AnswerPolicy.newBuilder()
                    .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN)
                    .setDirect(true)
                    .setHonestMajorityShareShuffle(true)
                    .setPrivacyBudget(
                        DifferentialPrivacyParams.newBuilder().setEpsilon(1).setDelta(1e-9))
                    .build(),
                Map.of(
                    FixedParty.subject("operator"), Role.OPERATOR,
                    FixedParty.subject("platform"), Role.PLATFORM,
                    FixedParty.subject("kingdom"), Role.KINGDOM),
                DataProviderConfig.USUAL_PATIENCE),
            new DataProviderPorts(
                database,
                relay,
                outbox,
                new Jobs(database, outbox, Duration.ofMinutes(1)),
                kingdom,
                (url, request, content) -> {
                  throw DomainException.unavailable("no Duchy answers", null);
                },
                new FixedParty("dataProviders/edp1"),
                new InMemoryBlobStore("events"),
                new InMemoryBlobStore("internal"),
                spec -> {
                  throw DomainException.notFound("an analysis");
                },
                clock,
                FixedParty.random("edp")));
    target =
        new RouterTarget(
            new Router(provider.endpoints(), tokens.authenticator(provider.principals()), clock),
            tokens,
            AUDIENCE,
            text -> false);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @FuzzTest
  @DictionaryFile(resourcePath = "http.dict")
  @DictionaryFile(resourcePath = "json.dict")
  void fuzz(byte[] input) {
    target.send(input);
  }
}
