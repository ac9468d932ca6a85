package org.aureole.platform.blob;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Optional;
import org.aureole.model.error.DomainException;

/**
 * Hands out leave to upload into one bucket: each for one object, by one PUT, of bounded size, for
 * a short time, and only while no object of that name exists. Thread-safe.
 */
public interface UploadUrls {
  /** The longest time for which leave is given. */
  Duration LONGEST = Duration.ofHours(1);

  /** The size of a digest. */
  int SHA256_BYTES = 32;

  /**
   * Leave for one object. The caller has checked who the sender is and that the name is theirs.
   *
   * @param objectName see {@link BlobNames}
   * @param maxBytes the largest body, at least 0
   * @param sha256 the digest that the bytes must have, where the sender has stated it. The store
   *     checks it where it can; the receiver checks it on the bytes it consumes in any case.
   * @param validFor from a second to {@link #LONGEST}
   * @throws DomainException INVALID_ARGUMENT on a bad name, size or time
   */
  Upload create(String objectName, long maxBytes, Optional<ByteString> sha256, Duration validFor);

  /** What every store refuses of that, before it asks for anything. */
  static void check(
      String objectName, long maxBytes, Optional<ByteString> sha256, Duration validFor) {
    BlobNames.check(objectName);
    if (maxBytes < 0) {
      throw DomainException.invalid("maxBytes", "must not be negative");
    }
    if (sha256.isPresent() && sha256.get().size() != SHA256_BYTES) {
      throw DomainException.invalid("sha256", "must have " + SHA256_BYTES + " bytes");
    }
    if (validFor.toSeconds() < 1 || validFor.compareTo(LONGEST) > 0) {
      throw DomainException.invalid("validFor", "must be from a second to an hour");
    }
  }
}
