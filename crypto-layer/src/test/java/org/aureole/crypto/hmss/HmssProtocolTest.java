package org.aureole.crypto.hmss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.crypto.prng.UniformSequence;
import org.aureole.crypto.vid.FrequencyVector;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HmssProtocolTest {
  private static final int LENGTH = 20_000;

  private static List<FrequencyVector> vectors(int providers, int cap) {
    Random random = new Random(providers * 1000L + cap);
    List<FrequencyVector> vectors = new ArrayList<>();
    for (int provider = 0; provider < providers; provider++) {
      FrequencyVector vector = new FrequencyVector(LENGTH, cap);
      for (int i = 0; i < LENGTH / (provider + 2); i++) {
        vector.add(random.nextInt(LENGTH), 1 + random.nextInt(3));
      }
      vectors.add(vector);
    }
    return vectors;
  }

  /** Truth by plain counting; every provider's frequency is clamped to F, as the protocol's is. */
  private static long[] trueHistogram(List<FrequencyVector> vectors, int maximumFrequency) {
    long[] histogram = new long[maximumFrequency + 1];
    for (int i = 0; i < LENGTH; i++) {
      int sum = 0;
      for (FrequencyVector vector : vectors) {
        sum += Math.min(vector.get(i), maximumFrequency);
      }
      histogram[Math.min(sum, maximumFrequency)]++;
    }
    return histogram;
  }

  @ParameterizedTest
  @CsvSource({"1,10", "2,10", "3,1", "5,10", "12,10", "13,25", "60,10", "2,200"})
  void withoutNoise_reachAndFrequencyAreExact(int providers, int maximumFrequency)
      throws IOException {
    HmssParameters parameters = HmssParameters.reachAndFrequency(providers, maximumFrequency);
    List<FrequencyVector> vectors = vectors(providers, 255);
    long[] truth = trueHistogram(vectors, maximumFrequency);
    HmssTally tally = new HmssRun(parameters, HmssNoise.none(), 1).measure(vectors);
    assertThat(tally.reached()).isEqualTo(LENGTH - truth[0]);
    assertThat(tally.byFrequency()).containsExactly(Arrays.copyOfRange(truth, 1, truth.length));
    assertThat(Arrays.stream(tally.frequencyRatios()).sum()).isCloseTo(1, within(1e-12));
  }

  /** Values above 1 would let 126 + 1 vanish modulo 127: they are clamped before sharing. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 125, 126, 250})
  void withoutNoise_reachIsExact(int providers) throws IOException {
    HmssParameters parameters = HmssParameters.reach(providers);
    List<FrequencyVector> vectors = vectors(Math.min(providers, 4), 255);
    FrequencyVector many = new FrequencyVector(LENGTH, 255);
    many.add(0, 126);
    many.add(1, 126);
    FrequencyVector one = new FrequencyVector(LENGTH, 255);
    one.add(0, 1);
    while (vectors.size() < providers) {
      vectors.add(vectors.size() % 2 == 0 ? many : one);
    }
    HmssTally tally = new HmssRun(parameters, HmssNoise.none(), 2).measure(vectors);
    assertThat(tally.reached()).isEqualTo(LENGTH - trueHistogram(vectors, 1)[0]);
    assertThat(tally.byFrequency()).isEmpty();
  }

  @Test
  void nobodyReached_isAnAnswer() throws IOException {
    List<FrequencyVector> nobody =
        List.of(new FrequencyVector(LENGTH, 10), new FrequencyVector(LENGTH, 10));
    HmssTally tally =
        new HmssRun(HmssParameters.reachAndFrequency(2, 10), HmssNoise.none(), 3).measure(nobody);
    assertThat(tally.reached()).isZero();
    assertThat(tally.frequencyRatios()).hasSize(10).containsOnly(0);
    assertThat(new HmssRun(HmssParameters.reach(2), HmssNoise.none(), 3).measure(nobody).reached())
        .isZero();
  }

  @Test
  void sharesOfAVector_sumToIt_andTheExplicitOneIsUniform() {
    HmssParameters parameters = HmssParameters.reachAndFrequency(3, 10);
    FrequencyVector vector = vectors(1, 255).get(0);
    HmssRun run = new HmssRun(parameters, HmssNoise.none(), 4);
    ResidueVector share = new ShareSplitter(parameters).explicitShare(vector, run.seed("share", 1));
    int[] counts = new int[parameters.modulus()];
    for (int i = 0; i < LENGTH; i++) {
      counts[share.get(i)]++;
    }
    double expected = (double) LENGTH / counts.length;
    double chiSquare =
        Arrays.stream(counts).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    // The 99.9 % point of chi-square with 31 degrees of freedom.
    assertThat(chiSquare).isLessThan(61.1);
    share.add(new UniformSequence(run.seed("share", 1).stream(), LENGTH, parameters.modulus()));
    for (int i = 0; i < LENGTH; i++) {
      assertThat(share.get(i)).isEqualTo(Math.min(vector.get(i), 10));
    }
  }

  @Test
  void secondAttempt_sendsTheSameBytes() throws IOException {
    PrivacyParameters privacy = new PrivacyParameters(0.5, 1e-9);
    HmssNoise noise = HmssNoise.reachAndFrequency(privacy, privacy, 0);
    HmssParameters parameters = HmssParameters.reachAndFrequency(2, 5);
    List<FrequencyVector> vectors = vectors(2, 5);
    HmssRun.Shuffled once = new HmssRun(parameters, noise, 5).shuffle(vectors);
    HmssRun.Shuffled again = new HmssRun(parameters, noise, 5).shuffle(vectors);
    assertThat(again.first().toBytes()).isEqualTo(once.first().toBytes());
    assertThat(again.second().toBytes()).isEqualTo(once.second().toBytes());
    assertThat(new HmssRun(parameters, noise, 6).shuffle(vectors).first().toBytes())
        .isNotEqualTo(once.first().toBytes());
  }

  @Test
  void noisyResults_stayInRange_evenWhereNoiseOutweighsData() throws IOException {
    PrivacyParameters privacy = new PrivacyParameters(0.01, 1e-9);
    List<FrequencyVector> tiny = List.of(new FrequencyVector(50, 5), new FrequencyVector(50, 5));
    tiny.get(0).add(3, 2);
    HmssParameters frequency = HmssParameters.reachAndFrequency(2, 5);
    HmssParameters reach = HmssParameters.reach(2);
    for (int run = 0; run < 40; run++) {
      HmssTally tally =
          new HmssRun(frequency, HmssNoise.reachAndFrequency(privacy, privacy, 0), run)
              .measure(tiny);
      assertThat(tally.reached()).isBetween(0L, 50L);
      assertThat(Arrays.stream(tally.byFrequency()).min().orElseThrow()).isNotNegative();
      assertThat(new HmssRun(reach, HmssNoise.reach(privacy, 1), run).measure(tiny).reached())
          .isBetween(0L, 50L);
    }
  }

  @Test
  void vectorOfAnotherLength_isAViolation() throws IOException {
    HmssParameters parameters = HmssParameters.reachAndFrequency(2, 10);
    HmssRun.Shuffled shuffled =
        new HmssRun(parameters, HmssNoise.none(), 7).shuffle(vectors(2, 10));
    ShuffleAggregator aggregator = new ShuffleAggregator(parameters, HmssNoise.none(), LENGTH);
    assertThatThrownBy(() ->
            aggregator.aggregate(
                new ByteArrayInputStream(shuffled.first().toBytes(), 0, LENGTH - 1),
                new ByteArrayInputStream(shuffled.second().toBytes())))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION));
  }

  /** Were such values refused, a provider could ask whether anybody has another's vector so. */
  @ParameterizedTest
  @ValueSource(ints = {10, 20, 21, 30, 31})
  void valueThatNoHonestSumHas_countsLikeTheLargestFrequency(int value) throws IOException {
    HmssParameters parameters = HmssParameters.reachAndFrequency(2, 10);
    List<FrequencyVector> nobody =
        List.of(new FrequencyVector(LENGTH, 10), new FrequencyVector(LENGTH, 10));
    HmssRun.Shuffled shuffled = new HmssRun(parameters, HmssNoise.none(), 7).shuffle(nobody);
    byte[] tampered = shuffled.first().toBytes();
    tampered[17] = (byte) Math.floorMod(value - shuffled.second().get(17), 32);
    HmssTally tally =
        new ShuffleAggregator(parameters, HmssNoise.none(), LENGTH)
            .aggregate(
                new ByteArrayInputStream(tampered),
                new ByteArrayInputStream(shuffled.second().toBytes()));
    assertThat(tally.reached()).isEqualTo(1);
    assertThat(tally.byFrequency()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  }

  /**
   * A provider that shares F·E for everybody moves the other's histogram to residues above F·E. An
   * aggregator that colludes with it must see noise there, too.
   */
  @Test
  void everyResidueThatOpens_carriesTheNoiseOfAFrequency() {
    HmssParameters parameters = HmssParameters.reachAndFrequency(2, 10);
    PrivacyParameters privacy = new PrivacyParameters(0.5, 1e-9);
    HmssNoise noise = HmssNoise.reachAndFrequency(privacy, privacy, 0);
    int runs = 300;
    double[] sums = new double[parameters.modulus()];
    double[] squares = new double[parameters.modulus()];
    for (int run = 0; run < runs; run++) {
      int[] counts = new int[parameters.modulus()];
      int[] drawn =
          new NoiseVector(parameters, noise).draw(new HmssRun(parameters, noise, run).seed("n", 1));
      assertThat(drawn).hasSize((int) noise.length(parameters));
      for (int value : drawn) {
        counts[value]++;
      }
      for (int value = 0; value < counts.length; value++) {
        sums[value] += counts[value];
        squares[value] += (double) counts[value] * counts[value];
      }
    }
    double ofOneWorker = noise.frequencyVariance() / HmssNoise.CONTRIBUTORS;
    double squaredDeviations = 0;
    for (int value = 1; value < parameters.sentinel(); value++) {
      double mean = sums[value] / runs;
      double variance = squares[value] / runs - mean * mean;
      squaredDeviations += value > parameters.maximumCombined() ? variance : 0;
      assertThat(mean).isCloseTo(noise.frequency().orElseThrow().baseline() / 2.0, within(6.0));
      assertThat(variance).as("residue " + value).isGreaterThan(ofOneWorker / 2);
    }
    int above = parameters.sentinel() - 1 - parameters.maximumCombined();
    assertThat(above).isEqualTo(10);
    // 3000 draws: the variance is known within some 3 percent.
    assertThat(squaredDeviations / above).isCloseTo(ofOneWorker, withinPercentage(12));
  }

  @Test
  void worker_wantsExactlyTheSharesOfAllProviders_andShufflesOnce() {
    HmssParameters parameters = HmssParameters.reach(2);
    HmssRun run = new HmssRun(parameters, HmssNoise.none(), 8);
    ShuffleWorker worker =
        new ShuffleWorker(parameters, HmssNoise.none(), ShuffleWorker.Position.FIRST, 10);
    worker.addSeed(run.seed("share", 1));
    assertThatThrownBy(() -> worker.shuffle(run.seed("common", 1), run.seed("noise", 1)))
        .hasMessageContaining("1 shares arrived where 2 data providers take part");
    worker.addSeed(run.seed("share", 2));
    worker.shuffle(run.seed("common", 1), run.seed("noise", 1));
    assertThatThrownBy(() -> worker.addSeed(run.seed("share", 3)))
        .isInstanceOf(IllegalStateException.class);
  }
}
