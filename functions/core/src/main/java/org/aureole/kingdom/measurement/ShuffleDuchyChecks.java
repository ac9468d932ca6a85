package org.aureole.kingdom.measurement;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.v1.DuchyCapabilities.ShareShuffleRole;
import org.aureole.v1.ProtocolConfig.HonestMajorityShareShuffle;

/** Whether the Duchies that a specification names can take their roles. Pure functions. */
final class ShuffleDuchyChecks {
  private ShuffleDuchyChecks() {}

  static void check(FieldPath path, HonestMajorityShareShuffle shuffle, Market market) {
    Set<PartyName> seen = new HashSet<>();
    List<PartyName> aggregators = market.duchiesFor(ShareShuffleRole.AGGREGATOR);
    List<PartyName> workers = market.duchiesFor(ShareShuffleRole.WORKER);
    check(path.field("aggregator"), shuffle.getAggregator(), aggregators, seen);
    check(path.field("firstWorker"), shuffle.getFirstWorker(), workers, seen);
    check(path.field("secondWorker"), shuffle.getSecondWorker(), workers, seen);
  }

  private static void check(
      FieldPath path, String text, List<PartyName> able, Set<PartyName> seen) {
    PartyName duchy = Checks.name(path, text, t -> PartyName.parse(PartyKind.DUCHY, t));
    if (!seen.add(duchy)) {
      throw path.invalid(duchy + " has another role already; all three Duchies differ");
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
