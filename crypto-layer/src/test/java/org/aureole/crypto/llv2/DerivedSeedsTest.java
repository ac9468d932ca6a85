package org.aureole.crypto.llv2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.sketch.LegionsParameters;
import org.junit.jupiter.api.Test;

class DerivedSeedsTest {
  private static final Llv2Parameters PARAMETERS =
      Llv2Parameters.reachAndFrequency(Llv2ProtocolTest.SKETCH, 2, 2, 3);
  private static final Llv2Setting SETTING =
      Llv2ProtocolTest.setting(PARAMETERS, Llv2ProtocolTest.noise(PARAMETERS, 20));

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** From another program, which has HMAC and SHA-256 and puts the rest together itself. */
  @Test
  void seeds_areThoseOfHkdf() {
    byte[] kept = new byte[Seed.BYTES];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = (byte) i;
    }
    DerivedSeeds seeds = new DerivedSeeds(Seed.of(kept), bytes("context"));
    assertThat(hex(seeds.seed("purpose")))
        .isEqualTo(
            "85db368ddce3a33da3d40190f520dee1daa4241801f3c5bd93191e56ea861e52"
                + "2d6a62b3a11f06c0df2a407e31c6a96e");
    assertThat(hex(seeds.seed("purpose", bytes("one"), bytes("two"))))
        .isEqualTo(
            "82ce21f04a607aae9b0c6faec9e195b0c220f054c31246f64583bc49506ca3fc"
                + "617bc2db142879392abf6c288695be9d");
    assertThat(hex(seeds.seed("purpose", bytes("onetwo"))))
        .isEqualTo(
            "58f6cacfba3a8d836a2d82201fba19ff41f444ae4098c3568176b4abe5993c68"
                + "a2234f6810be525f204d35330777833f");
    assertThat(seeds.stream("purpose").next(100))
        .isEqualTo(seeds.seed("purpose").stream().next(100));
  }

  private static String hex(Seed seed) {
    return HexFormat.of().formatHex(seed.toBytes());
  }

  /** From another program: lengths, names, and numbers of 4 and 8 bytes. */
  @Test
  void whatSeedsAreBoundTo_isWrittenAlikeEverywhere() {
    String parameters =
        "000000330000001352454143485f414e445f4652455155454e4359"
            + "40100000000000000000001e00000064000000020000000200000003";
    String gaussian = "40340000000000003f847ae147ae147b";
    String noise = (gaussian + "00000001").repeat(4) + gaussian + "00000000";
    assertThat(HexFormat.of().formatHex(SETTING.canonical()))
        .isEqualTo(parameters + "00000064" + noise);
    Llv2Setting without = Llv2ProtocolTest.setting(PARAMETERS, Llv2Noise.none());
    assertThat(HexFormat.of().formatHex(without.canonical())).isEqualTo(parameters + "00000000");
    assertThat(HexFormat.of().formatHex(Llv2Run.context("computations/1").canonical()))
        .isEqualTo(
            "0000000e636f6d7075746174696f6e732f31"
                + "000000204bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a");
  }

  /** Everything that a computation is, and the Duchy's place in it, changes its stages' seeds. */
  @Test
  void stageSeeds_areBoundToTheWholeComputation() {
    Seed seed = new Llv2Run(SETTING, 1).seed("bound", 1);
    RingContext context = Llv2Run.context("computations/1");
    RingContext otherSpec = new RingContext("computations/1", Fingerprint.of(new byte[] {2}));
    DuchySecret own = new DuchySecret(seed, "a", context);
    List<String> seeds =
        Stream.of(
                stage(SETTING, own, shares(own, "b", 1)),
                stage(SETTING, own, reversed(shares(own, "b", 1))),
                stage(SETTING, own, shares(own, "b", 2)),
                stage(SETTING, own, shares(own, "c", 1)),
                stageOf(new DuchySecret(seed, "d", context)),
                stageOf(new DuchySecret(seed, "a", Llv2Run.context("computations/2"))),
                stageOf(new DuchySecret(seed, "a", otherSpec)),
                stageOf(Llv2Parameters.reachAndFrequency(Llv2ProtocolTest.SKETCH, 2, 2, 4), own),
                stageOf(Llv2Parameters.reachAndFrequency(Llv2ProtocolTest.SKETCH, 2, 3, 3), own),
                stageOf(Llv2Parameters.reach(Llv2ProtocolTest.SKETCH, 2, 2), own),
                stageOf(
                    Llv2Parameters.reachAndFrequency(new LegionsParameters(4, 30, 101), 2, 2, 3),
                    own),
                stage(
                    Llv2ProtocolTest.setting(PARAMETERS, Llv2ProtocolTest.noise(PARAMETERS, 21)),
                    own,
                    shares(own, "b", 1)))
            .map(seedsOfStage -> hex(seedsOfStage.seed("stage")))
            .toList();
    assertThat(seeds).doesNotHaveDuplicates();
    assertThat(hex(stage(SETTING, own, shares(own, "b", 1)).seed("stage"))).isEqualTo(seeds.get(0));
  }

  private static DerivedSeeds stageOf(DuchySecret own) {
    return stage(SETTING, own, shares(own, "b", 1));
  }

  private static DerivedSeeds stageOf(Llv2Parameters parameters, DuchySecret own) {
    return stage(
        Llv2ProtocolTest.setting(parameters, Llv2ProtocolTest.noise(parameters, 20)),
        own,
        shares(own, "b", 1));
  }

  private static DerivedSeeds stage(
      Llv2Setting setting, DuchySecret own, List<PublicKeyShare> shares) {
    return own.stageSeeds(setting, DuchyKeys.of(setting, own, shares));
  }

  private static List<PublicKeyShare> shares(DuchySecret own, String other, int otherSeed) {
    Seed seed = new Llv2Run(SETTING, 1).seed("other", otherSeed);
    return Stream.of(own, new DuchySecret(seed, other, own.context()))
        .map(secret -> secret.publicKeyShare(SETTING.kernel()))
        .toList();
  }

  private static List<PublicKeyShare> reversed(List<PublicKeyShare> shares) {
    return List.of(shares.get(1), shares.get(0));
  }
}
