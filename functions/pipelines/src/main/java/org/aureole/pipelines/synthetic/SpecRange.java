package org.aureole.pipelines.synthetic;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;

/**
 * The VIDs of one range of a synthetic specification, each with the same number of events and the
 * same values.
 *
 * @param startDay the first day, UTC
 * @param days the number of days, at least 1
 * @param frequency events per sampled VID
 * @param firstVid the first VID
 * @param endVid the VID after the last
 * @param samplingRate above 0 up to 1; 1 takes every VID
 * @param samplingNonce little-endian after the VID in the sampled bytes
 * @param samplingBytes the last of the sampled bytes
 */
record SpecRange(
    LocalDate startDay,
    int days,
    long frequency,
    long firstVid,
    long endVid,
    double samplingRate,
    long samplingNonce,
    ByteString samplingBytes,
    EventValues values) {
  private static final HashFunction FINGERPRINT = Hashing.farmHashFingerprint64();
  private static final double TWO_TO_63 = 0x1p63;
  private static final int SECONDS_PER_DAY = 86_400;

  boolean samples(long vid) {
    if (samplingRate >= 1) {
      return true;
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(2 * Long.BYTES + samplingBytes.size()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(vid).putLong(samplingNonce);
    samplingBytes.copyTo(bytes);
    double place = FINGERPRINT.hashBytes(bytes.array()).asLong() / TWO_TO_63;
    return place >= -samplingRate && place <= samplingRate;
  }

  /**
   * When the VID's i-th event happens: the day is drawn from VID·i, the second from VID and day, so
   * that events of one VID on one day have the same time.
   *
   * @param i 1 to {@link #frequency}
   */
  long timestampMicros(long vid, long i) {
    // Guava hashes a long in little-endian order.
    long day = Math.floorMod(FINGERPRINT.hashLong(vid * i).asLong(), (long) days);
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(vid).putLong(day);
    long second = Math.abs(FINGERPRINT.hashBytes(bytes.array()).asLong() % SECONDS_PER_DAY);
    return ((startDay.toEpochDay() + day) * SECONDS_PER_DAY + second) * 1_000_000;
  }
}
