package org.aureole.crypto.llv2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import javax.security.auth.Destroyable;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.CurvePoints;
import org.aureole.crypto.curve.KeyProof;
import org.aureole.crypto.curve.ScalarStream;
import org.aureole.crypto.curve.SecretScalar;
import org.aureole.crypto.prng.Seed;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * All that one Duchy keeps secret in one computation, derived from one seed, which is drawn once
 * and kept: its share of the private key, its blinding exponent, its noise, and the randomness of
 * each stage. So a second attempt at a stage gives the first one's bytes.
 *
 * <p>Each is HKDF-SHA-256 of the seed with info label ‖ computation ‖ purpose ‖ SHA-256 of the
 * stage's input, each with its length in 4 bytes big-endian before it. As the input is in it, a
 * stage that is run on another input has other randomness, and two runs tell no more than one.
 *
 * <p>Never printed; {@link #destroy()} clears it. Thread-safe but for {@code destroy}.
 */
public final class DuchySecret implements Destroyable {
  private static final String LABEL = "aureole/llv2/duchy/v1";

  private final Seed seed;
  private final String computation;

  /**
   * @param seed fresh; destroyed with this object
   * @param computation the resource name of the computation
   */
  public DuchySecret(Seed seed, String computation) {
    this.seed = seed;
    this.computation = computation;
  }

  /** This Duchy's share of the public key, to be signed and published. */
  public PublicKeyShare publicKeyShare(CurveKernel kernel) {
    SecretScalar secret = keyShare();
    byte[] scalar = secret.toBytes();
    Seed nonce = derive("key-proof");
    try {
      byte[] point = CurvePoints.compress(kernel.multiply(kernel.generator(), scalar));
      byte[] context = PublicKeyShare.context(computation);
      return new PublicKeyShare(point, KeyProof.prove(secret, new ScalarStream(nonce), context));
    } finally {
      Arrays.fill(scalar, (byte) 0);
      secret.destroy();
      nonce.destroy();
    }
  }

  String computation() {
    return computation;
  }

  /** x_d. */
  SecretScalar keyShare() {
    Seed derived = derive("key-share");
    try {
      return SecretScalar.draw(new ScalarStream(derived));
    } finally {
      derived.destroy();
    }
  }

  /** k_d, by which every index is multiplied; one scalar. The caller clears it. */
  byte[] blindingExponent() {
    Seed derived = derive("blinding-exponent");
    try {
      return new ScalarStream(derived).next(1);
    } finally {
      derived.destroy();
    }
  }

  /** The seed of this Duchy's noise of one kind. */
  Seed noise(String kind) {
    return derive("noise-" + kind);
  }

  /** The seed of a stage's randomness. */
  Seed stage(String stage, byte[] input) {
    return derive("stage-" + stage, input);
  }

  private Seed derive(String purpose, byte[]... inputs) {
    byte[] secret = seed.toBytes();
    byte[] derived = new byte[Seed.BYTES];
    try {
      HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
      hkdf.init(new HKDFParameters(secret, null, info(purpose, inputs)));
      hkdf.generateBytes(derived, 0, derived.length);
      return Seed.of(derived);
    } finally {
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(derived, (byte) 0);
    }
  }

  private byte[] info(String purpose, byte[]... inputs) {
    return Records.concat(
        List.of(
            framed(LABEL.getBytes(StandardCharsets.UTF_8)),
            framed(computation.getBytes(StandardCharsets.UTF_8)),
            framed(purpose.getBytes(StandardCharsets.UTF_8)),
            framed(sha256(inputs))));
  }

  private static byte[] framed(byte[] bytes) {
    return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
  }

  private static byte[] sha256(byte[]... inputs) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] input : inputs) {
        digest.update(input);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime offers no SHA-256", e);
    }
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
