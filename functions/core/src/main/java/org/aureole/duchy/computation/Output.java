package org.aureole.duchy.computation;

import com.google.protobuf.ByteString;
import java.io.InputStream;
import java.util.Optional;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.error.DomainException;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.StoredBlob;
import org.aureole.platform.blob.Uploader;

/**
 * Bytes that this Duchy made and committed: they, and no others, go out. Immutable.
 *
 * @param sha256 32 bytes
 * @param objectName where they lie in the internal bucket, if they are not held here
 * @param content the bytes themselves, if they are small and signed or sealed for others
 */
public record Output(
    Kind kind,
    ByteString sha256,
    long size,
    Optional<String> objectName,
    Optional<ByteString> content) {

  /** What a Duchy makes in the course of a Computation. */
  public enum Kind {
    /** What was drawn for the computation, wrapped. */
    SECRETS,
    /** Ring: a worker's registers and noise for the aggregator. */
    SETUP_RECORDS,
    /** A worker's signed manifest, for the other worker or, in a ring, for the aggregator. */
    SETUP_MANIFEST,
    /** A worker's shuffled vector. */
    SHUFFLED_VECTOR,
    /** A worker's signed manifest for the aggregator. */
    SHUFFLE_MANIFEST,
    /** Ring: registers for the next Duchy. */
    PHASE_ONE_RECORDS,
    /** Ring: the signed manifest that goes with them. */
    PHASE_ONE_MANIFEST,
    /** Ring: tuples for the next Duchy. */
    PHASE_TWO_RECORDS,
    /** Ring: the signed manifest that goes with them. */
    PHASE_TWO_MANIFEST,
    /** Ring: counts or rows for the next Duchy. */
    PHASE_THREE_RECORDS,
    /** Ring: the signed manifest that goes with them. */
    PHASE_THREE_MANIFEST,
    /** The aggregator's signed and sealed result. */
    RESULT
  }

  /** Bytes held in the row. */
  public static Output inRow(Kind kind, ByteString content) {
    return new Output(
        kind,
        ByteString.copyFrom(Fingerprint.of(content.toByteArray()).bytes()),
        content.size(),
        Optional.empty(),
        Optional.of(content));
  }

  /** An object of the internal bucket. */
  public static Output inBucket(Kind kind, StoredBlob stored) {
    return new Output(
        kind,
        stored.sha256(),
        stored.ref().size(),
        Optional.of(stored.ref().name()),
        Optional.empty());
  }

  /** The bytes held in the row. */
  public ByteString bytes() {
    return content.orElseThrow(() -> DomainException.bug(kind + " is not held in its row"));
  }

  /** The bytes, wherever they are, to be uploaded. */
  public Uploader.Content upload(BlobStore internal) {
    if (content.isPresent()) {
      return new Uploader.Content(() -> content.get().newInput(), size, sha256);
    }
    BlobRef ref = object(internal);
    return new Uploader.Content(() -> open(internal, ref), size, sha256);
  }

  /** The object in the internal bucket. */
  public BlobRef object(BlobStore internal) {
    String name =
        objectName.orElseThrow(() -> DomainException.bug(kind + " is no object of the bucket"));
    return internal
        .stat(name)
        .orElseThrow(() -> DomainException.bug("the committed object " + name + " is missing"));
  }

  private static InputStream open(BlobStore internal, BlobRef ref) {
    return internal.open(ref);
  }

  @Override
  public String toString() {
    return "Output[" + kind + ", " + size + " bytes]";
  }
}
