package org.aureole.platform.blob;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Optional;

/**
 * Hands out leave to upload into one bucket: each for one object, by one PUT, of bounded size, for
 * a short time, and only while no object of that name exists. Thread-safe.
 */
public interface UploadUrls {
  /**
   * Leave for one object. The caller has checked who the sender is and that the name is theirs.
   *
   * @param objectName see {@link BlobNames}
   * @param maxBytes the largest body, at least 0
   * @param sha256 the digest that the bytes must have, where the sender has stated it. The store
   *     checks it where it can; the receiver checks it on the bytes it consumes in any case.
   * @param validFor up to one hour
   * @throws org.aureole.model.error.DomainException INVALID_ARGUMENT on a bad name, size or time
   */
  Upload create(String objectName, long maxBytes, Optional<ByteString> sha256, Duration validFor);
}
