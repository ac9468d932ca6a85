package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.aureole.crypto.hmss.HmssNoise;
import org.aureole.crypto.hmss.HmssParameters;
import org.aureole.crypto.hmss.HmssTally;
import org.aureole.crypto.hmss.ResidueVector;
import org.aureole.crypto.hmss.SeedAgreement;
import org.aureole.crypto.hmss.ShuffleAggregator;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.crypto.prng.Seed;
import org.junit.jupiter.api.Tag;

/**
 * Shares: the first byte chooses what the Duchies agreed on; the rest is a data provider's vector,
 * a peer's opened seed, and, cut in two, what the two workers send to the aggregator.
 */
@Tag("fuzz")
class ShareFuzzTest {
  static final int LENGTH = 12;
  static final List<HmssParameters> PARAMETERS =
      List.of(
          HmssParameters.reach(2),
          HmssParameters.reachAndFrequency(2, 3),
          HmssParameters.reach(300),
          HmssParameters.reachAndFrequency(3, 200));
  private static final PrivacyParameters PRIVACY = new PrivacyParameters(3, 1e-2);
  private static final SeedAgreement AGREEMENT = new SeedAgreement("computations/c1");
  private static final byte[] COMMITMENT =
      AGREEMENT.commit("duchies/worker2", Seed.random(FixedParty.random("seed")));

  @FuzzTest
  void fuzz(byte[] input) {
    if (input.length == 0) {
      return;
    }
    HmssParameters parameters = PARAMETERS.get((input[0] & 0x7f) % PARAMETERS.size());
    boolean noise = input[0] < 0;
    byte[] wire = Arrays.copyOfRange(input, 1, input.length);
    Hostile.handed(input, () -> ResidueVector.ofBytes(wire, LENGTH, parameters.modulus()))
        .ifPresent(vector -> checkVector(vector, wire, parameters));
    Hostile.handed(input, () -> Seed.of(wire))
        .ifPresent(seed -> {
          assertThat(seed.toBytes()).isEqualTo(wire);
          Hostile.handed(input, () -> verified(seed))
              .ifPresent(
                  opened -> assertThat(opened).isEqualTo(Seed.random(FixedParty.random("seed"))));
        });
    Hostile.handed(input, () -> tally(parameters, noise, wire))
        .ifPresent(tally -> assertThat(tally.reached()).isBetween(0L, (long) LENGTH));
  }

  private static void checkVector(ResidueVector vector, byte[] wire, HmssParameters parameters) {
    assertThat(vector.toBytes()).isEqualTo(wire);
    for (int i = 0; i < LENGTH; i++) {
      assertThat(vector.get(i)).isBetween(0, parameters.modulus() - 1);
    }
  }

  private static Seed verified(Seed seed) {
    AGREEMENT.verify(COMMITMENT, "duchies/worker2", seed);
    return seed;
  }

  static HmssNoise noise(HmssParameters parameters, boolean noise) {
    if (!noise) {
      return HmssNoise.none();
    }
    return parameters.maximumFrequency() == 1
        ? HmssNoise.reach(PRIVACY, 0)
        : HmssNoise.reachAndFrequency(PRIVACY, PRIVACY, 0);
  }

  private static HmssTally tally(HmssParameters parameters, boolean noise, byte[] wire) {
    int half = wire.length / 2;
    try {
      return new ShuffleAggregator(parameters, noise(parameters, noise), LENGTH)
          .aggregate(
              new ByteArrayInputStream(wire, 0, half),
              new ByteArrayInputStream(wire, half, wire.length - half));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
