package org.aureole.simulation.market;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.aureole.model.name.PartyName;

/**
 * A party of the simulated market.
 *
 * @param id the last segment of its name, also the subject under which it calls
 */
record Member(String id, Kind kind) {
  enum Kind {
    KINGDOM,
    AGGREGATOR,
    WORKER,
    EVENT_DATA_PROVIDER,
    POPULATION_DATA_PROVIDER,
    MEASUREMENT_CONSUMER
  }

  static final Member KINGDOM = new Member("kingdom", Kind.KINGDOM);
  static final Member POPULATION = new Member("pdp1", Kind.POPULATION_DATA_PROVIDER);
  static final Member CONSUMER = new Member("mc1", Kind.MEASUREMENT_CONSUMER);
  static final List<Member> DUCHIES =
      List.of(
          new Member("aggregator", Kind.AGGREGATOR),
          new Member("worker1", Kind.WORKER),
          new Member("worker2", Kind.WORKER));
  static final List<Member> PUBLISHERS =
      List.of(
          new Member("edp1", Kind.EVENT_DATA_PROVIDER),
          new Member("edp2", Kind.EVENT_DATA_PROVIDER),
          new Member("edp3", Kind.EVENT_DATA_PROVIDER));

  /** Those that run functions. */
  static List<Member> servers() {
    return Stream.of(List.of(KINGDOM), DUCHIES, PUBLISHERS, List.of(POPULATION))
        .flatMap(List::stream)
        .toList();
  }

  /** Everybody but the Kingdom. */
  static List<Member> registered() {
    return Stream.of(DUCHIES, PUBLISHERS, List.of(POPULATION, CONSUMER))
        .flatMap(List::stream)
        .toList();
  }

  static Member of(String id) {
    return Stream.concat(Stream.of(KINGDOM), registered().stream())
        .filter(member -> member.id.equals(id))
        .findFirst()
        .orElseThrow();
  }

  PartyName name() {
    return switch (kind) {
      case KINGDOM -> throw new IllegalStateException("the Kingdom has no resource name");
      case AGGREGATOR, WORKER -> PartyName.duchy(id);
      case EVENT_DATA_PROVIDER, POPULATION_DATA_PROVIDER -> PartyName.dataProvider(id);
      case MEASUREMENT_CONSUMER -> PartyName.measurementConsumer(id);
    };
  }

  boolean isDuchy() {
    return kind == Kind.AGGREGATOR || kind == Kind.WORKER;
  }

  String host() {
    return id + ".example";
  }

  /** Where its functions answer. */
  URI url() {
    return URI.create("https://" + host());
  }

  /** Where uploads to its inbox go. */
  String storageHost() {
    return "storage." + host();
  }

  String operator() {
    return id + "-operator";
  }

  String platform() {
    return id + "-platform";
  }
}
