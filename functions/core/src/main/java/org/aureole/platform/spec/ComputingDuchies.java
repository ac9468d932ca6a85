package org.aureole.platform.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.ProtocolConfig.HonestMajorityShareShuffle;
import org.aureole.v1.ProtocolConfig.LiquidLegionsV2;

/**
 * The Duchies that compute together what a consumer signed, by their resource names. Immutable.
 *
 * @param aggregator who computes the result and signs it
 * @param workers the others, in the order in which the protocol names them
 * @param receivers to which of them data providers hand over, in that order
 */
public record ComputingDuchies(String aggregator, List<String> workers, List<String> receivers) {
  public ComputingDuchies {
    workers = List.copyOf(workers);
    receivers = List.copyOf(receivers);
  }

  /** The Duchies of a protocol; empty where data providers answer by themselves. */
  public static Optional<ComputingDuchies> of(ProtocolConfig protocol) {
    return switch (protocol.getProtocolCase()) {
      case HONEST_MAJORITY_SHARE_SHUFFLE -> {
        HonestMajorityShareShuffle shuffle = protocol.getHonestMajorityShareShuffle();
        List<String> workers = List.of(shuffle.getFirstWorker(), shuffle.getSecondWorker());
        yield Optional.of(new ComputingDuchies(shuffle.getAggregator(), workers, workers));
      }
      case LIQUID_LEGIONS_V2 -> {
        LiquidLegionsV2 legions = protocol.getLiquidLegionsV2();
        List<String> all = new ArrayList<>(legions.getWorkersList());
        all.add(legions.getAggregator());
        yield Optional.of(
            new ComputingDuchies(legions.getAggregator(), legions.getWorkersList(), all));
      }
      case DIRECT, PROTOCOL_NOT_SET -> Optional.empty();
    };
  }

  /** All of them, the aggregator first. */
  public List<String> all() {
    List<String> all = new ArrayList<>();
    all.add(aggregator);
    all.addAll(workers);
    return List.copyOf(all);
  }

  public boolean contains(String duchy) {
    return aggregator.equals(duchy) || workers.contains(duchy);
  }

  public boolean isWorker(String duchy) {
    return workers.contains(duchy);
  }

  public boolean isReceiver(String duchy) {
    return receivers.contains(duchy);
  }
}
