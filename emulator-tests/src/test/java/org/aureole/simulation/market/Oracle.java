package org.aureole.simulation.market;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aureole.model.lifecycle.Lifecycle;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.platform.blob.InMemoryBlobStore;
import org.aureole.platform.sql.Database;
import org.aureole.platform.work.JobState;
import org.aureole.simulation.port.SimulatedTopics;
import org.aureole.simulation.world.Fault;
import org.aureole.simulation.world.Schedule;

/**
 * Knows what must hold in any market, whatever befell it, and looks at rows, buckets, messages,
 * exchanges and logs to see whether it does. Every sentence that it adds is a violation.
 */
final class Oracle {
  private static final Map<String, Lifecycle<?>> LIFECYCLES =
      Stream.concat(Lifecycles.all().stream(), Stream.of(JobState.LIFECYCLE))
          .collect(Collectors.toMap(Lifecycle::name, each -> each));

  /** Whatever is not at an end yet, in one number for each party. */
  private static final String KINGDOM_OPEN =
      "select (select count(*) from outbox)"
          + " + (select count(*) from measurements where due_at is not null) as open";

  private static final String DUCHY_OPEN =
      "select (select count(*) from outbox) + (select count(*) from jobs where due_at is not null)"
          + " + (select count(*) from computations where open_since is not null) as open";

  private static final String PROVIDER_OPEN =
      "select (select count(*) from outbox) + (select count(*) from jobs where due_at is not null)"
          + " + (select count(*) from fulfillments where active_shard is not null) as open";

  private static final Pattern BYTES = Pattern.compile("\\\\+x((?:[0-9a-f]{2})+)");

  private final SimulatedMarket market;
  private final Ear ear;
  private final LogWatch log;
  private final Markers markers = new Markers();
  private final List<String> violations = new ArrayList<>();

  Oracle(SimulatedMarket market, Ear ear, LogWatch log) {
    this.market = market;
    this.ear = ear;
    this.log = log;
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  void add(String violation) {
    violations.add(violation);
  }

  /** Whether nothing is under way any more, anywhere. */
  boolean isAtRest() {
    return Member.servers().stream().allMatch(member -> open(member) == 0);
  }

  private long open(Member member) {
    String sql =
        switch (member.kind()) {
          case KINGDOM -> KINGDOM_OPEN;
          case AGGREGATOR, WORKER -> DUCHY_OPEN;
          default -> PROVIDER_OPEN;
        };
    return rows(member)
        .read("oracle", tx -> tx.one(sql, row -> row.longValue("open")).orElseThrow());
  }

  private Database rows(Member member) {
    return market.database(member).real();
  }

  /** What holds at every moment between two transactions. */
  void always() {
    Member.servers().forEach(this::history);
    ear.contents()
        .forEach((what, contents) -> {
          if (contents.size() > 1) {
            add(contents.size() + " different contents were handed over as " + what);
          }
        });
    for (var storage : market.storages().values()) {
      storage
          .offered()
          .forEach((object, contents) -> {
            if (contents.size() > 1 && !happened(Fault.CORRUPT_OBJECT, Fault.CROSS_WIRE_OBJECT)) {
              add(contents.size() + " different contents were uploaded as " + object);
            }
          });
    }
    log.bugs().forEach(bug -> add("logged as a bug: " + bug));
    log.leaks().forEach(this::add);
    ear.leaks().forEach(this::add);
  }

  private boolean happened(Fault... faults) {
    Schedule schedule = market.world().schedule();
    return Stream.of(faults).anyMatch(schedule::hasHappened);
  }

  private record Step(String kind, String entity, long version, String from, String to) {}

  /** Every step is one of its lifecycle's, follows the one before, and none follows an end. */
  private void history(Member member) {
    List<Step> steps =
        rows(member)
            .read(
                "oracle",
                tx ->
                    tx.query(
                        "select kind, entity, version, from_state, to_state from history"
                            + " order by kind, entity, version",
                        row ->
                            new Step(
                                row.string("kind"),
                                row.string("entity"),
                                row.longValue("version"),
                                row.optString("from_state").orElse(""),
                                row.string("to_state"))));
    Step before = null;
    for (Step step : steps) {
      boolean first =
          before == null
              || !before.entity().equals(step.entity())
              || !before.kind().equals(step.kind());
      check(member, LIFECYCLES.get(step.kind()), first ? null : before, step);
      before = step;
    }
  }

  private <S extends Enum<S>> void check(
      Member member, Lifecycle<S> lifecycle, Step before, Step step) {
    S to = lifecycle.parse(step.to());
    boolean allowed =
        before == null
            ? step.version() == 1 && step.from().isEmpty() && lifecycle.initial().contains(to)
            : step.version() == before.version() + 1
                && step.from().equals(before.to())
                && lifecycle.allows(lifecycle.parse(step.from()), to);
    if (!allowed) {
      add("at " + member.id() + ", " + before + " was followed by " + step);
    }
  }

  /** What holds once faults are over and everything has had its time. */
  void atTheEnd() {
    always();
    for (Member member : Member.servers()) {
      long open = open(member);
      if (open > 0) {
        add(open + " things are still under way at " + member.id() + ": " + describe(member));
      }
    }
    messages();
    budgets();
    leftovers();
    taint();
  }

  private String describe(Member member) {
    String sql =
        switch (member.kind()) {
          case KINGDOM ->
              "select name || ' ' || state as what from measurements where due_at is not null";
          case AGGREGATOR, WORKER ->
              "select name || ' ' || state as what from computations where open_since is not null"
                  + " union all select name || ' ' || state || ' ' || coalesce(last_error, '')"
                  + " from jobs where due_at is not null";
          default ->
              "select name || ' ' || state || ' ' || message as what from fulfillments"
                  + " where active_shard is not null"
                  + " union all select name || ' ' || state || ' ' || coalesce(last_error, '')"
                  + " from jobs where due_at is not null";
        };
    List<String> found =
        new ArrayList<>(
            rows(member).read("oracle", tx -> tx.query(sql, row -> row.string("what"))));
    found.addAll(
        rows(member)
            .read(
                "oracle",
                tx ->
                    tx.query(
                        "select 'outbox ' || kind || ' ' || message_key || ' '"
                            + " || coalesce(last_error, '') as what from outbox",
                        row -> row.string("what"))));
    return String.join("; ", found);
  }

  /** What a transaction meant to send was sent, and nothing else was; what died has a reason. */
  private void messages() {
    Set<String> meant =
        new HashSet<>(
            rows(Member.KINGDOM)
                .read(
                    "oracle",
                    tx ->
                        tx.query(
                            "select id from timeline_entries where id like 'notice-%'",
                            row -> row.string("id").substring("notice-".length()))));
    Set<String> published = new HashSet<>();
    for (SimulatedTopics.Published each : market.topics().published()) {
      if (!each.id().startsWith("storage-")) {
        published.add(each.id());
      }
    }
    for (String id : meant) {
      if (!published.contains(id)) {
        add("the Kingdom committed message " + id + " and never sent it");
      }
    }
    for (String id : published) {
      if (!meant.contains(id)) {
        add("the Kingdom sent message " + id + " and never committed it");
      }
    }
    market.topics().dead().stream()
        .filter(dead -> dead.reason() == null || dead.reason().isBlank())
        .forEach(dead -> add(dead + " died without a reason"));
  }

  private record Work(String requisition, String specification, boolean mayHaveRead) {}

  /** A signed specification is charged once, exactly if events may have been read for it. */
  private void budgets() {
    for (Member publisher : Member.PUBLISHERS) {
      Map<String, Integer> net = new TreeMap<>();
      rows(publisher)
          .read(
              "oracle",
              tx ->
                  tx.query(
                      "select reference, kind from budget_entries",
                      row -> {
                        int sign = row.string("kind").equals("CHARGE") ? 1 : -1;
                        return Map.entry(row.string("reference"), sign);
                      }))
          .forEach(entry -> net.merge(entry.getKey(), entry.getValue(), Integer::sum));
      List<Work> works =
          rows(publisher)
              .read(
                  "oracle",
                  tx ->
                      tx.query(
                          "select name, spec_fingerprint, events_read_at from fulfillments",
                          row ->
                              new Work(
                                  row.string("name"),
                                  row.optString("spec_fingerprint").orElse(""),
                                  row.optInstant("events_read_at").isPresent())));
      for (Work work : works) {
        int charges = net.getOrDefault(work.specification(), 0);
        int due = work.mayHaveRead() ? 1 : 0;
        if (charges != due) {
          add(work.requisition() + " is charged " + charges + " times and not " + due);
        }
        if (due == 0 && ear.answered(publisher.id()).contains(work.requisition())) {
          add("bytes for " + work.requisition() + " left uncharged");
        }
      }
    }
  }

  /** Whether a bucket holds anything yet. */
  boolean hasLeftovers() {
    return !full().isEmpty();
  }

  /** Shares, answers and secrets are destroyed where the work on them has ended. */
  private void leftovers() {
    full().forEach(bucket -> add(bucket.bucket() + " still holds " + bucket.contents().keySet()));
  }

  private List<InMemoryBlobStore> full() {
    List<InMemoryBlobStore> full = new ArrayList<>();
    for (Member member : Member.servers()) {
      if (member.kind() == Member.Kind.KINGDOM) {
        continue;
      }
      for (String name : List.of("internal", "inbox")) {
        InMemoryBlobStore bucket = market.buckets().get(member.id() + "-" + name);
        if (bucket != null && !bucket.contents().isEmpty()) {
          full.add(bucket);
        }
      }
    }
    return full;
  }

  /** No row holds a VID, a token or a leave to upload. */
  private void taint() {
    for (Member member : Member.servers()) {
      for (String table : tables(member)) {
        rows(member)
            .read(
                "oracle",
                tx ->
                    tx.query(
                        "select t::text as line from " + table + " t", row -> row.string("line")))
            .forEach(line ->
                markers
                    .in(withBytes(line))
                    .ifPresent(marker ->
                        add(table + " of " + member.id() + " holds " + marker + ": " + line)));
      }
    }
  }

  /** A row's text with its bytes as characters: in their hexadecimal digits anything may show. */
  private static String withBytes(String line) {
    return BYTES
        .matcher(line)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                new String(HexFormat.of().parseHex(found.group(1)), StandardCharsets.ISO_8859_1)));
  }

  private List<String> tables(Member member) {
    return rows(member)
        .read(
            "oracle",
            tx ->
                tx.query(
                    "select tablename from pg_tables where schemaname = 'public'",
                    row -> row.string("tablename")));
  }
}
