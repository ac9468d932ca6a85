package org.aureole.crypto.sketch;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import com.google.common.primitives.UnsignedLong;
import java.nio.charset.StandardCharsets;

/**
 * Where a VID falls in a sketch, and by which key it is known there.
 *
 * <p>Two independent fingerprints of a VID, FarmHash Fingerprint64 of the UTF-8 text {@code
 * AnySketchFingerprint:<VID in decimal>:<field>}, taken as unsigned. Of the field {@code Index}, as
 * a number u = fingerprint/(2⁶⁴ − 1) in doubles: x = 1 − ln(eᵃ + u(1 − eᵃ))/a and index = ⌊x·m⌋, at
 * most m − 1, which u rounded to 1 would exceed. Of the field {@code SamplingIndicator}: key =
 * fingerprint mod K. Immutable and thread-safe.
 */
public final class RegisterHash {
  private static final String PREFIX = "AnySketchFingerprint:";
  private static final HashFunction FINGERPRINT = Hashing.farmHashFingerprint64();

  /** 2⁶⁴ − 1, which in doubles is 2⁶⁴. */
  private static final double LARGEST_FINGERPRINT = 0x1p64;

  private final LegionsParameters parameters;
  private final double expDecay;

  public RegisterHash(LegionsParameters parameters) {
    this.parameters = parameters;
    this.expDecay = Math.exp(parameters.decayRate());
  }

  /** The register of a VID, in [0, m). */
  public int index(long vid) {
    return indexOf(fingerprint(vid, "Index"));
  }

  /** The key of a VID, in [0, K). */
  public int key(long vid) {
    return (int) Long.remainderUnsigned(fingerprint(vid, "SamplingIndicator"), parameters.keys());
  }

  int indexOf(long fingerprint) {
    double u = UnsignedLong.fromLongBits(fingerprint).doubleValue() / LARGEST_FINGERPRINT;
    double x = 1 - Math.log(expDecay + u * (1 - expDecay)) / parameters.decayRate();
    int index = (int) Math.floor(x * parameters.registers());
    return Math.max(0, Math.min(parameters.registers() - 1, index));
  }

  static long fingerprint(long vid, String field) {
    return FINGERPRINT.hashString(PREFIX + vid + ":" + field, StandardCharsets.UTF_8).asLong();
  }
}
