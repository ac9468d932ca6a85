package org.aureole.kingdom.measurement;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.v1.DuchyCapabilities;

/**
 * Which Duchies of a market can take which role of one protocol now: they declare it, are approved,
 * and have a certificate. Immutable.
 *
 * @param aggregators those that can aggregate, in the order of names
 * @param workers those that can work, in the order of names
 */
record ComputingRoles(List<PartyName> aggregators, List<PartyName> workers) {
  /**
   * Reads the market.
   *
   * @param declared the roles that a Duchy takes in the protocol
   */
  static ComputingRoles of(
      Market market, Function<DuchyCapabilities, List<DuchyCapabilities.Role>> declared) {
    return new ComputingRoles(
        market.duchiesFor(declared, DuchyCapabilities.Role.AGGREGATOR),
        market.duchiesFor(declared, DuchyCapabilities.Role.WORKER));
  }

  /** An aggregator, then as many other Duchies as work; empty if there are too few. */
  Optional<List<PartyName>> choose(int workersNeeded) {
    for (PartyName aggregator : aggregators) {
      List<PartyName> others = workers.stream().filter(w -> !w.equals(aggregator)).toList();
      if (others.size() >= workersNeeded) {
        List<PartyName> chosen = new ArrayList<>(List.of(aggregator));
        chosen.addAll(others.subList(0, workersNeeded));
        return Optional.of(List.copyOf(chosen));
      }
    }
    return Optional.empty();
  }

  /** One check of a named Duchy after the other: none has two roles. */
  Check check() {
    return new Check();
  }

  /** Remembers who has a role. Not thread-safe. */
  final class Check {
    private final Set<PartyName> seen = new HashSet<>();

    void aggregator(FieldPath path, String text) {
      check(path, text, aggregators);
    }

    void worker(FieldPath path, String text) {
      check(path, text, workers);
    }

    private void check(FieldPath path, String text, List<PartyName> able) {
      PartyName duchy = Checks.name(path, text, t -> PartyName.parse(PartyKind.DUCHY, t));
      if (!seen.add(duchy)) {
        throw path.invalid(duchy + " has another role already; all Duchies differ");
      }
      if (!able.contains(duchy)) {
        throw path.error(
            ErrorCode.FAILED_PRECONDITION,
            duchy
                + " does not take this role now; those that do: "
                + (able.isEmpty() ? "none" : able));
      }
    }
  }

  @Override
  public String toString() {
    return "as aggregators: " + join(aggregators) + "; as workers: " + join(workers);
  }

  static String join(List<PartyName> names) {
    return names.isEmpty()
        ? "none"
        : String.join(", ", names.stream().map(PartyName::toString).toList());
  }
}
