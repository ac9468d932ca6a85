package org.aureole.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.util.Map;
import org.aureole.duchy.Duchy;
import org.aureole.duchy.DuchyConfig;
import org.aureole.duchy.DuchyPorts;
import org.aureole.duchy.kingdom.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PartyName;
import org.aureole.platform.blob.InMemoryBlobStore;
import org.aureole.platform.blob.Upload;
import org.aureole.platform.http.Router;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.TestTokens;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.sql.TestClock;
import org.aureole.platform.trust.TrustedRoots;
import org.aureole.v1.ListComputationsResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * Everything that can be sent to a Duchy: upload requests, pushed messages, its operator's calls.
 */
@Tag("fuzz")
class DuchyHttpFuzzTest {
  private static final String AUDIENCE = "https://worker1.example";
  private static Database database;
  private static Duchy duchy;
  private static RouterTarget target;

  @BeforeAll
  static void start() {
    TestClock clock = new TestClock();
    TestTokens tokens = new TestTokens(AUDIENCE, clock.instant());
    database = new PostgresTestDatabases().create(clock, Duchy.SCHEMAS.toArray(String[]::new));
    TrustedRoots roots = new TrustedRoots(database);
    for (String party : FixedKingdom.PARTIES) {
      if (!party.equals("duchies/worker1")) {
        roots.approve(new FixedParty(party).trustedRoot());
      }
    }
    duchy =
        new Duchy(
            DuchyConfig.of(
                PartyName.duchy("worker1"),
                "market",
                URI.create(AUDIENCE),
                Map.of(
                    FixedParty.subject("platform"), Role.PLATFORM,
                    FixedParty.subject("kingdom"), Role.KINGDOM,
                    FixedParty.subject("operator"), Role.OPERATOR)),
            new DuchyPorts(
                database,
                new InMemoryBlobStore("internal"),
                new InMemoryBlobStore("inbox"),
                (object, maxBytes, sha256, validFor) ->
                    new Upload(
                        URI.create("memory://inbox/" + object),
                        Map.of(),
                        clock.instant().plus(validFor)),
                new FixedParty("duchies/worker1"),
                () -> "duchies/worker1/certificates/c1",
                Silent.of(
                    KingdomApi.class,
                    Map.of("listComputations", ListComputationsResponse.getDefaultInstance())),
                (url, request, content) -> {
                  throw DomainException.unavailable("no peer answers", null);
                },
                job -> {},
                Runnable::run,
                FixedParty.random("duchy"),
                clock));
    target =
        new RouterTarget(
            new Router(duchy.endpoints(), tokens.authenticator(duchy.principals()), clock),
            tokens,
            AUDIENCE,
            text -> text.contains("this Duchy has not yet begun with"));
  }

  @AfterAll
  static void stop() {
    duchy.close();
    database.close();
  }

  @FuzzTest
  @DictionaryFile(resourcePath = "http.dict")
  @DictionaryFile(resourcePath = "json.dict")
  void fuzz(byte[] input) {
    target.send(input);
  }
}
