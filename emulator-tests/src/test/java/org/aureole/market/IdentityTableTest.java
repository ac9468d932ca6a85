package org.aureole.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.aureole.local.market.Market;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketPatience;
import org.aureole.local.market.MarketSettings;
import org.aureole.platform.admission.RateLimits;
import org.aureole.platform.http.Route;
import org.aureole.v1.Measurement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every endpoint of every party of a running market × every identity: who is not named for it in
 * the {@link AccessTable} is refused over HTTP, and nothing changes. An endpoint that is not in the
 * table fails the test.
 */
@Tag("market")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IdentityTableTest {
  private static final Set<Integer> FORBIDDEN_OR_NOT_FOUND = Set.of(403, 404);

  /** Nobody sweeps or reminds while the test looks whether anything changes. */
  private static final MarketPatience QUIET =
      new MarketPatience(
          Duration.ofHours(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(15),
          Duration.ofMinutes(2),
          Duration.ofHours(1),
          Duration.ofMinutes(15));

  private final RawHttp http = new RawHttp();
  private HeldMeasurement held;
  private Market market;
  private MarketConfig config;
  private AccessTable table;
  private IdentityTokens tokens;
  private final Map<String, Route> routes = new TreeMap<>();

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    held =
        new HeldMeasurement(
            folder.resolve("market"), MarketSettings.usual().with(QUIET).with(RateLimits.NONE));
    market = held.market().market();
    config = market.config();
    table = new AccessTable(config, held);
    tokens =
        new IdentityTokens(
            config, market.folder(), InstantSource.system(), folder.resolve("others"));
    market
        .routes()
        .forEach((id, served) -> served.forEach(route -> routes.put(id + " " + route.id(), route)));
  }

  @AfterAll
  void stop() {
    held.close();
  }

  @Test
  @Order(1)
  void everyServedEndpointIsInTheTable() {
    assertThat(table.rows())
        .extracting(AccessTable.Access::toString)
        .containsExactlyInAnyOrderElementsOf(routes.keySet());
  }

  @Test
  @Order(2)
  void everyOtherIdentityIsRefusedAndNothingChanges() {
    Map<String, String> before = settled();
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    AtomicInteger pairs = new AtomicInteger();
    table.rows().parallelStream()
        .forEach(row ->
            outsiders(row)
                .forEach((who, authorization) -> {
                  pairs.incrementAndGet();
                  int status = send(row, authorization).status();
                  if (!refused(who, status)) {
                    wrong.add(row + " answers " + who + " with " + status);
                  }
                }));
    System.out.println(
        "lane part: identity table: "
            + table.rows().size()
            + " endpoints, "
            + pairs
            + " pairs of endpoint and outsider");
    assertThat(wrong).isEmpty();
    assertThat(snapshot()).isEqualTo(before);
    assertThat(held.state()).isEqualTo(Measurement.State.AWAITING_REQUISITION_FULFILLMENT);
  }

  @Test
  @Order(3)
  void whoeverIsNamedIsLetIn() {
    TreeSet<String> wrong = new TreeSet<>();
    table.rows().stream()
        .filter(row -> row.when() != AccessTable.When.NEVER)
        .sorted(Comparator.comparing(AccessTable.Access::when))
        .forEach(row ->
            row.callers()
                .forEach(caller -> {
                  RawHttp.Reply reply = send(row, tokens.good(caller, url(row).toString()));
                  if (Set.of(401, 403, 404).contains(reply.status())) {
                    wrong.add(row + " refuses " + caller + ": " + reply.body());
                  }
                }));
    assertThat(wrong).isEmpty();
  }

  /** Who may not call: their Authorization headers by what they are. */
  private Map<String, Optional<String>> outsiders(AccessTable.Access row) {
    String audience = url(row).toString();
    String elsewhere =
        config.party(row.server().equals("worker1") ? "edp1" : "worker1").url().toString();
    Map<String, Optional<String>> outsiders = new LinkedHashMap<>();
    tokens
        .bad(row.caller(), audience, elsewhere)
        .forEach((what, header) -> outsiders.put("bad: " + what, header));
    HeldMeasurement.subjects(config).stream()
        .filter(subject -> !row.callers().contains(subject))
        .forEach(subject -> outsiders.put(subject, tokens.good(subject, audience)));
    return outsiders;
  }

  private static boolean refused(String who, int status) {
    return who.startsWith("bad: ") ? status == 401 : FORBIDDEN_OR_NOT_FOUND.contains(status);
  }

  private RawHttp.Reply send(AccessTable.Access row, Optional<String> authorization) {
    return http.send(
        routes.get(row.toString()).method().name(),
        URI.create(url(row) + row.path()),
        authorization,
        "application/x-protobuf",
        row.body());
  }

  private URI url(AccessTable.Access row) {
    return config.party(row.server()).url();
  }

  /** What can be read of every party, once it stays the same. */
  private Map<String, String> settled() {
    Map<String, String> last = snapshot();
    for (int i = 0; i < 20; i++) {
      Map<String, String> now = snapshot();
      if (now.equals(last)) {
        return now;
      }
      last = now;
    }
    throw new AssertionError("the market does not settle");
  }

  /** Every GET of the table as somebody who may call, and every object in a bucket. */
  private Map<String, String> snapshot() {
    Map<String, String> seen = new TreeMap<>();
    table.rows().stream()
        .filter(row -> routes.get(row.toString()).method().name().equals("GET"))
        .forEach(row -> {
          RawHttp.Reply reply = send(row, tokens.good(row.caller(), url(row).toString()));
          int expected = row.when() == AccessTable.When.NEVER ? 404 : 200;
          assertThat(reply.status()).as(row + ": " + reply.body()).isEqualTo(expected);
          seen.put(row.toString(), expected == 404 ? "none" : reply.body());
        });
    for (String id : List.of("aggregator", "worker1", "worker2", "edp1", "edp2", "edp3", "pdp1")) {
      for (String bucket : List.of("internal", "inbox", "events")) {
        seen.put(id + "/" + bucket, objects(market.folder().bucket(id, bucket)));
      }
    }
    return seen;
  }

  private static String objects(Path bucket) {
    if (!Files.isDirectory(bucket)) {
      return "";
    }
    try (Stream<Path> files = Files.walk(bucket)) {
      return files.filter(Files::isRegularFile).sorted().toList().toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
