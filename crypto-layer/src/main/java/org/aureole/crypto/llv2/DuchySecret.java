package org.aureole.crypto.llv2;

import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.aureole.crypto.consent.CanonicalBytes;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.CurvePoints;
import org.aureole.crypto.curve.KeyProof;
import org.aureole.crypto.curve.ScalarStream;
import org.aureole.crypto.curve.SecretScalar;
import org.aureole.crypto.prng.Seed;

/**
 * All that one Duchy keeps secret in one computation, derived from one seed, which is drawn once
 * and kept: its share of the private key, its blinding exponent, its noise, and the randomness of
 * each stage. So a second attempt at a stage gives the first one's bytes.
 *
 * <p>Everything is bound to the Duchy, the computation and its spec; all but the key share and its
 * proof also to the parameters, the noise, the place in the ring and the key shares of all Duchies.
 * The blinding exponent, factors and the randomness of ciphertexts, those of noise included, are
 * bound to the stage's input, too: no ciphertext that this Duchy makes of one input comes again
 * with another, nor an index that it blinds.
 *
 * <p>How much noise of each kind there is does not depend on the input, or a stage that is run on
 * many would draw noise that averages away. So what is opened after runs on two inputs carries the
 * same noise and its difference none: a second input would reveal exactly how the results differ.
 * <b>The caller therefore pins the input of each stage</b>: the first that a stage is run on is
 * kept, and no other is ever given to it.
 *
 * <p>Never printed; {@link #destroy()} clears it. Thread-safe but for {@code destroy}.
 */
public final class DuchySecret implements Destroyable {
  private static final String KEY_LABEL = "aureole/llv2/duchy-key/v1";
  private static final String STAGE_LABEL = "aureole/llv2/duchy-stage/v1";

  private final Seed seed;
  private final String duchy;
  private final RingContext context;
  private final DerivedSeeds keySeeds;

  /**
   * @param seed fresh; destroyed with this object
   * @param duchy the name of the Duchy whose secret it is, as all parties call it
   * @param context of the computation
   */
  public DuchySecret(Seed seed, String duchy, RingContext context) {
    this.seed = seed;
    this.duchy = duchy;
    this.context = context;
    this.keySeeds = new DerivedSeeds(seed, bound(KEY_LABEL).toByteArray());
  }

  /** This Duchy's share of the public key, to be signed and published. */
  public PublicKeyShare publicKeyShare(CurveKernel kernel) {
    SecretScalar secret = keyShare();
    byte[] scalar = secret.toBytes();
    try {
      byte[] point = CurvePoints.compress(kernel.multiply(kernel.generator(), scalar));
      ScalarStream nonces = new ScalarStream(keySeeds.stream("key-proof"));
      byte[] proof = KeyProof.prove(secret, nonces, PublicKeyShare.context(duchy, context));
      return new PublicKeyShare(duchy, point, proof);
    } finally {
      Arrays.fill(scalar, (byte) 0);
      secret.destroy();
    }
  }

  String duchy() {
    return duchy;
  }

  RingContext context() {
    return context;
  }

  /** x_d. */
  SecretScalar keyShare() {
    return SecretScalar.draw(new ScalarStream(keySeeds.stream("key-share")));
  }

  /** What the randomness of this Duchy's stages is derived from. */
  DerivedSeeds stageSeeds(Llv2Setting setting, DuchyKeys keys) {
    byte[] bound =
        bound(STAGE_LABEL)
            .field(setting.canonical())
            .number(keys.position())
            .field(keys.canonicalShares())
            .toByteArray();
    return new DerivedSeeds(seed, bound);
  }

  private CanonicalBytes bound(String label) {
    return new CanonicalBytes().field(label).field(duchy).field(context.canonical());
  }

  @Override
  public void destroy() {
    seed.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return seed.isDestroyed();
  }

  @Override
  public String toString() {
    return "DuchySecret[redacted]";
  }
}
