package org.aureole.platform.spec;

import java.util.List;
import org.aureole.v1.ProtocolConfig.HonestMajorityShareShuffle;

/**
 * Which Duchy does what in one Computation of Honest Majority Share Shuffle. Immutable.
 *
 * @param aggregator resource name of the Duchy that adds the shuffled vectors
 * @param firstWorker resource name of the first worker
 * @param secondWorker resource name of the second worker
 */
public record ShareShuffleRoles(String aggregator, String firstWorker, String secondWorker) {
  public static ShareShuffleRoles of(HonestMajorityShareShuffle protocol) {
    return new ShareShuffleRoles(
        protocol.getAggregator(), protocol.getFirstWorker(), protocol.getSecondWorker());
  }

  public List<String> all() {
    return List.of(aggregator, firstWorker, secondWorker);
  }

  public boolean isWorker(String duchy) {
    return duchy.equals(firstWorker) || duchy.equals(secondWorker);
  }

  /**
   * The worker on the other side.
   *
   * @param worker one of the two workers
   */
  public String otherWorker(String worker) {
    if (!isWorker(worker)) {
      throw new IllegalArgumentException(worker + " is no worker of this computation");
    }
    return worker.equals(firstWorker) ? secondWorker : firstWorker;
  }
}
