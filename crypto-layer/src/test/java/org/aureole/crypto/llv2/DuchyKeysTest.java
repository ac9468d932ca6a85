package org.aureole.crypto.llv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.curve.CurvePoints;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whose key shares a Duchy and a data provider take. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DuchyKeysTest {
  private static final Llv2Parameters PARAMETERS =
      Llv2Parameters.reachAndFrequency(Llv2ProtocolTest.SKETCH, 3, 2, 3);
  private static final Llv2Setting SETTING = Llv2ProtocolTest.setting(PARAMETERS, Llv2Noise.none());

  private final Llv2Run run = new Llv2Run(SETTING, 1);
  private final PublicKeyShare first = run.shares().get(0);
  private final PublicKeyShare second = run.shares().get(1);
  private final PublicKeyShare third = run.shares().get(2);

  /** What a Duchy and a data provider make of shares. */
  private Stream<ThrowingCallable> takenBy(RingContext context, List<PublicKeyShare> shares) {
    DuchySecret secret = new DuchySecret(run.seed("duchy", 0), "duchies/0", context);
    return Stream.of(
        () -> DuchyKeys.of(SETTING, secret, shares),
        () -> new RegisterEncryption(SETTING, context, shares));
  }

  private void refused(String word, PublicKeyShare... shares) {
    takenBy(run.context(), List.of(shares)).forEach(call -> refused(call, word));
  }

  private static void refused(ThrowingCallable call, String word) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION))
        .hasMessageContaining(word);
  }

  @Test
  void everyDuchyFindsItsPlace_andAllTheSameKey() {
    byte[] sum =
        CurvePoints.sum(Records.concat(run.shares().stream().map(PublicKeyShare::point).toList()));
    for (int i = 0; i < 3; i++) {
      assertThat(run.keys(i).position()).isEqualTo(i);
      assertThat(run.keys(i).composite().point()).isEqualTo(sum);
    }
    assertThat(run.keys(0).rest().point())
        .isEqualTo(CurvePoints.sum(Records.concat(second.point(), third.point())));
    assertThat(run.keys(1).rest().point()).isEqualTo(third.point());
    assertThat(run.keys(2).rest().point()).isEqualTo(sum);
    assertThat(DuchyKeys.of(SETTING, run.secret(0), List.of(second, first, third)).position())
        .isEqualTo(1);
    assertThat(DuchyKeys.compositeKey(PARAMETERS, run.context(), List.of(third, first, second)))
        .isEqualTo(sum);
  }

  @Test
  void exactlyTheDuchiesShares_areTaken() {
    refused("are 2 where 3", first, second);
    refused("are 4 where 3", first, second, third, third);
    refused("are 0 where 3");
    refused("another", first, second, second);
    refused("another", first, second, PublicKeyShare.of("duchies/3", second.toBytes()));
    refused("another", first, second, PublicKeyShare.of("duchies/1", third.toBytes()));
  }

  /** A share that cancels others is a point of nobody's secret. */
  @Test
  void sharesAreProven() {
    byte[] negative = third.toBytes();
    negative[0] ^= 1;
    refused("not hold", first, second, PublicKeyShare.of("duchies/2", negative));
    byte[] noPoint = third.toBytes();
    noPoint[0] = 4;
    refused("P-256", first, second, PublicKeyShare.of("duchies/2", noPoint));
    refused(() -> PublicKeyShare.of("duchies/2", new byte[97]), "98");
  }

  @Test
  void proofs_areOfOneDuchyComputationAndSpec() {
    refused("not hold", first, second, PublicKeyShare.of("duchies/3", third.toBytes()));
    RingContext other = Llv2Run.context("computations/2");
    RingContext otherSpec =
        new RingContext(run.context().computation(), Fingerprint.of(new byte[] {2}));
    for (RingContext context : List.of(other, otherSpec)) {
      takenBy(context, run.shares()).forEach(call -> refused(call, "not hold"));
    }
  }

  @Test
  void ownShare_isAmongThem() {
    DuchySecret stranger = new DuchySecret(run.seed("duchy", 0), "duchies/9", run.context());
    refused(() -> DuchyKeys.of(SETTING, stranger, run.shares()), "our own");
    DuchySecret otherSeed = new DuchySecret(run.seed("duchy", 9), "duchies/0", run.context());
    refused(() -> DuchyKeys.of(SETTING, otherSeed, run.shares()), "our own");
  }

  /** With one nonce under two contexts, two proofs would give the secret away. */
  @Test
  void aSeed_givesEachContextAKeyAndANonceOfItsOwn() {
    List<PublicKeyShare> shares =
        Stream.of(
                new DuchySecret(run.seed("s", 1), "a", run.context()),
                new DuchySecret(run.seed("s", 1), "b", run.context()),
                new DuchySecret(run.seed("s", 1), "a", Llv2Run.context("computations/2")),
                new DuchySecret(
                    run.seed("s", 1),
                    "a",
                    new RingContext(run.context().computation(), Fingerprint.of(new byte[] {2}))))
            .map(secret -> secret.publicKeyShare(SETTING.kernel()))
            .toList();
    assertThat(shares.stream().map(share -> HexFormat.of().formatHex(share.point())))
        .doesNotHaveDuplicates();
    assertThat(shares.stream().map(share -> HexFormat.of().formatHex(share.toBytes(), 33, 66)))
        .doesNotHaveDuplicates();
  }

  @Test
  void shares_areTheSame_ifOfOneDuchyAndPoint() {
    PublicKeyShare copy = PublicKeyShare.of(first.duchy(), first.toBytes());
    assertThat(copy).isEqualTo(first).hasSameHashCodeAs(first).isNotEqualTo(second);
    assertThat(copy.duchy()).isEqualTo("duchies/0");
    assertThat(PublicKeyShare.of("duchies/1", first.toBytes())).isNotEqualTo(first);
    assertThat(first.toBytes()).hasSize(PublicKeyShare.BYTES);
  }

  @Test
  void secrets_areNotShown_andEnd() {
    DuchySecret secret = new DuchySecret(run.seed("duchy", 0), "duchies/0", run.context());
    DuchyKeys keys = DuchyKeys.of(SETTING, secret, run.shares());
    DerivedSeeds seeds = secret.stageSeeds(SETTING, keys);
    assertThat(secret).hasToString("DuchySecret[redacted]");
    secret.destroy();
    keys.destroy();
    assertThat(secret.isDestroyed()).isTrue();
    assertThat(keys.own().isDestroyed()).isTrue();
    assertThatThrownBy(secret::keyShare).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> seeds.seed("any")).isInstanceOf(IllegalStateException.class);
  }
}
