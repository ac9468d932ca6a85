package org.aureole.gcp.kms;

import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import java.util.zip.CRC32C;
import org.aureole.model.error.DomainException;

/**
 * CRC-32C of what is sent to Cloud KMS and of what comes back, so that a bit that flipped on the
 * way is noticed (Google Cloud documentation, "Verifying end-to-end data integrity").
 */
final class Checksums {
  private Checksums() {}

  static Int64Value of(ByteString bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.asReadOnlyByteBuffer());
    return Int64Value.of(crc.getValue());
  }

  /**
   * Sees that the service got what was sent, and that what it sent came whole.
   *
   * @param verified whether the service found the request's checksum to be right
   * @param reply what came back
   * @param crc the checksum that came with it
   */
  static void check(boolean verified, ByteString reply, Int64Value crc) {
    if (!verified || !of(reply).equals(crc)) {
      throw DomainException.unavailable(
          "a request to Cloud KMS or its answer was damaged on the way", null);
    }
  }
}
