package org.aureole.duchy.shuffle;

import com.google.protobuf.ByteString;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.hmss.ResidueVector;
import org.aureole.duchy.computation.Output;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.ComputationName;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.StoredBlob;
import org.aureole.platform.keys.Keys;

/**
 * This Duchy's own bucket: the wrapped secrets and the shuffled vector of each Computation. Every
 * attempt writes objects of its own, and only the committed one is ever read, so that an attempt
 * that lost its lease disturbs nobody. Thread-safe.
 */
final class InternalObjects {
  private static final int SUFFIX_BYTES = 8;
  private static final int MAX_WRAPPED_BYTES = 64 * 1024;

  private final BlobStore bucket;
  private final Keys keys;
  private final SecureRandom random;

  InternalObjects(BlobStore bucket, Keys keys, SecureRandom random) {
    this.bucket = Objects.requireNonNull(bucket);
    this.keys = Objects.requireNonNull(keys);
    this.random = Objects.requireNonNull(random);
  }

  BlobStore bucket() {
    return bucket;
  }

  ComputationSecrets draw() {
    return ComputationSecrets.draw(random);
  }

  /** Stores secrets, wrapped; nothing reads them before they are committed. */
  Output store(ComputationName computation, ComputationSecrets secrets) {
    byte[] plain = secrets.toBytes();
    try {
      ByteString wrapped = ByteString.copyFrom(keys.wrap(secretName(computation), plain));
      StoredBlob stored = bucket.create(freshName(computation, "secrets"), wrapped);
      return Output.inBucket(Output.Kind.SECRETS, stored);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** The committed secrets; the caller closes them. */
  ComputationSecrets secrets(ComputationName computation, Output committed) {
    ByteString wrapped = bucket.readAll(committed.object(bucket), MAX_WRAPPED_BYTES);
    byte[] digest = Fingerprint.of(wrapped.toByteArray()).bytes();
    if (!MessageDigest.isEqual(digest, committed.sha256().toByteArray())) {
      throw DomainException.bug("the wrapped secrets of " + computation + " were altered");
    }
    byte[] plain = keys.unwrap(secretName(computation), wrapped.toByteArray());
    try {
      return ComputationSecrets.of(plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** Stores a shuffled vector in wire form. */
  Output store(ComputationName computation, ResidueVector vector) {
    InputStream wire = new ResidueStream(vector);
    StoredBlob stored = bucket.create(freshName(computation, "vector"), wire, Optional.empty());
    return Output.inBucket(Output.Kind.SHUFFLED_VECTOR, stored);
  }

  /**
   * Runs what commits an object, and deletes the object if the lease was lost before. After any
   * other failure it may be committed for all we know, so it stays until the computation ends.
   */
  void commit(Output output, Runnable write) {
    try {
      write.run();
    } catch (DomainException e) {
      if (e.code() == ErrorCode.LEASE_LOST) {
        output.objectName().ifPresent(bucket::delete);
      }
      throw e;
    }
  }

  /** Deletes everything that was ever stored for a computation. */
  void destroy(ComputationName computation) {
    bucket.deleteAll(prefix(computation));
  }

  private String freshName(ComputationName computation, String what) {
    byte[] suffix = new byte[SUFFIX_BYTES];
    random.nextBytes(suffix);
    return prefix(computation) + what + "-" + HexFormat.of().formatHex(suffix);
  }

  private static String prefix(ComputationName computation) {
    return computation + "/";
  }

  private static String secretName(ComputationName computation) {
    return computation + "/secrets";
  }
}
