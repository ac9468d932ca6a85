package org.aureole.crypto.hmss;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.aureole.crypto.prng.Seed;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * How two workers agree on a common seed that neither can choose: each commits to its share of the
 * seed before it learns the other's, then both open.
 *
 * <p>A commitment is SHA-256 over a label, computation, worker (each with its length in 4 bytes
 * big-endian before it) and the 48-byte share; the share's entropy makes it hiding, and the names
 * in it stop a worker from repeating the other's commitment. The common seed is HKDF-SHA-256 of
 * first worker's share ‖ second worker's share, with the computation bound in as info.
 */
public final class SeedAgreement {
  /** The length of a commitment. */
  public static final int COMMITMENT_BYTES = 32;

  private static final String COMMITMENT_LABEL = "aureole/hmss/seed-commitment/v1";
  private static final String COMMON_SEED_LABEL = "aureole/hmss/common-seed/v1";

  private final String computation;

  /**
   * @param computation the resource name of the computation, the same at both workers
   */
  public SeedAgreement(String computation) {
    this.computation = computation;
  }

  /** The commitment of a worker, named as both workers name it, to its share; 32 bytes. */
  public byte[] commit(String worker, Seed share) {
    byte[] secret = share.toBytes();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(framed(COMMITMENT_LABEL));
      digest.update(framed(computation));
      digest.update(framed(worker));
      return digest.digest(secret);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime offers no SHA-256", e);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * Checks that a worker opens the share to which it had committed.
   *
   * @throws DomainException PROTOCOL_VIOLATION if it opens another
   */
  public void verify(byte[] commitment, String worker, Seed opened) {
    if (!MessageDigest.isEqual(commitment, commit(worker, opened))) {
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION,
          worker + " opened another seed share than the one to which it had committed");
    }
  }

  /** The common seed of both shares, which both workers derive alike. */
  public Seed commonSeed(Seed firstWorkerShare, Seed secondWorkerShare) {
    byte[] first = firstWorkerShare.toBytes();
    byte[] second = secondWorkerShare.toBytes();
    byte[] both = Arrays.copyOf(first, 2 * Seed.BYTES);
    System.arraycopy(second, 0, both, Seed.BYTES, Seed.BYTES);
    byte[] common = new byte[Seed.BYTES];
    try {
      HKDFBytesGenerator hkdf = new HKDFBytesGenerator(SHA256Digest.newInstance());
      byte[] salt = COMMON_SEED_LABEL.getBytes(StandardCharsets.UTF_8);
      hkdf.init(new HKDFParameters(both, salt, framed(computation)));
      hkdf.generateBytes(common, 0, common.length);
      return Seed.of(common);
    } finally {
      for (byte[] secret : new byte[][] {first, second, both, common}) {
        Arrays.fill(secret, (byte) 0);
      }
    }
  }

  private static byte[] framed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] framed = new byte[4 + bytes.length];
    for (int i = 0; i < 4; i++) {
      framed[i] = (byte) (bytes.length >>> (24 - 8 * i));
    }
    System.arraycopy(bytes, 0, framed, 4, bytes.length);
    return framed;
  }
}
