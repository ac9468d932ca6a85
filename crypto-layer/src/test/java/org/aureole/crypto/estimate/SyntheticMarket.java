package org.aureole.crypto.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.aureole.crypto.vid.FrequencyVector;
import org.aureole.crypto.vid.IndexRange;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.crypto.vid.VidOrder;
import org.aureole.crypto.vid.VidRange;
import org.aureole.crypto.vid.VidUniverse;

/**
 * A population of 40,000 persons and data providers that reach random ones of them, anew in every
 * run; what is sampled differs from run to run because who is reached does.
 */
final class SyntheticMarket {
  static final int POPULATION = 40_000;

  private static final int[] INDEX_BY_RANK = indexByRank();

  private final int[][] impressions;

  /** Each data provider shows that many impressions to persons drawn at random. */
  SyntheticMarket(long seed, int... impressionsOfProvider) {
    Random random = new Random(seed);
    impressions = new int[impressionsOfProvider.length][POPULATION];
    for (int provider = 0; provider < impressions.length; provider++) {
      for (int i = 0; i < impressionsOfProvider[provider]; i++) {
        impressions[provider][random.nextInt(POPULATION)]++;
      }
    }
  }

  /** What each data provider holds of the sampled VIDs. */
  List<FrequencyVector> sample(SamplingInterval interval, int cap) {
    IndexRange range = interval.indices(POPULATION);
    List<FrequencyVector> vectors = new ArrayList<>();
    for (int[] provider : impressions) {
      FrequencyVector vector = new FrequencyVector(range.length(), cap);
      for (int rank = 0; rank < POPULATION; rank++) {
        int position = provider[rank] == 0 ? -1 : range.positionOf(INDEX_BY_RANK[rank]);
        if (position >= 0) {
          vector.add(position, provider[rank]);
        }
      }
      vectors.add(vector);
    }
    return vectors;
  }

  /** How many persons have each frequency over all providers, 0 to F and more. */
  double[] truth(int maximumFrequency) {
    double[] histogram = new double[maximumFrequency + 1];
    for (int rank = 0; rank < POPULATION; rank++) {
      int sum = 0;
      for (int[] provider : impressions) {
        sum += Math.min(provider[rank], maximumFrequency);
      }
      histogram[Math.min(sum, maximumFrequency)]++;
    }
    return histogram;
  }

  /** The sum over persons of what the first provider shows each, capped. */
  double trueSum(int cap) {
    double sum = 0;
    for (int frequency : impressions[0]) {
      sum += Math.min(frequency, cap);
    }
    return sum;
  }

  private static int[] indexByRank() {
    VidUniverse universe =
        VidUniverse.of(List.of(new VidRange(1, 25_000), new VidRange(70_001, 85_000)));
    VidOrder order = VidOrder.of(universe);
    return IntStream.range(0, POPULATION)
        .map(rank -> order.indexOf(universe.vidOfRank(rank)))
        .toArray();
  }

  static SampleDesign design(SamplingInterval interval) {
    return new SampleDesign(interval, POPULATION);
  }
}
