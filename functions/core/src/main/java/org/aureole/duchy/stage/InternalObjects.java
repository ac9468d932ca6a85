package org.aureole.duchy.stage;

import com.google.protobuf.ByteString;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.duchy.computation.Output;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.ComputationName;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.StoredBlob;
import org.aureole.platform.keys.Keys;

/**
 * This Duchy's own bucket: the wrapped secrets of each Computation and what is handed over of it.
 * Every attempt writes objects of its own, and only the committed one is ever read, so that an
 * attempt that lost its lease disturbs nobody. Thread-safe.
 */
public final class InternalObjects {
  private static final int SUFFIX_BYTES = 8;
  private static final int MAX_WRAPPED_BYTES = 64 * 1024;

  private final BlobStore bucket;
  private final Keys keys;
  private final SecureRandom random;

  public InternalObjects(BlobStore bucket, Keys keys, SecureRandom random) {
    this.bucket = Objects.requireNonNull(bucket);
    this.keys = Objects.requireNonNull(keys);
    this.random = Objects.requireNonNull(random);
  }

  /**
   * Stores secrets, wrapped; nothing reads them before they are committed.
   *
   * @param secrets the caller overwrites them
   */
  public Output storeSecrets(ComputationName computation, byte[] secrets) {
    ByteString wrapped = ByteString.copyFrom(keys.wrap(secretName(computation), secrets));
    StoredBlob stored = bucket.create(freshName(computation, "secrets"), wrapped);
    return Output.inBucket(Output.Kind.SECRETS, stored);
  }

  /** The committed secrets; the caller overwrites them. */
  public byte[] secrets(ComputationName computation, Output committed) {
    return keys.unwrap(secretName(computation), read(computation, committed, MAX_WRAPPED_BYTES));
  }

  /** Stores what is handed over later; nothing reads it before it is committed. */
  public Output store(ComputationName computation, Output.Kind kind, InputStream bytes) {
    String what = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return Output.inBucket(
        kind, bucket.create(freshName(computation, what), bytes, Optional.empty()));
  }

  /** The bytes of a committed object. */
  private byte[] read(ComputationName computation, Output committed, int most) {
    byte[] bytes = bucket.readAll(committed.object(bucket), most).toByteArray();
    byte[] digest = Fingerprint.of(bytes).bytes();
    if (!MessageDigest.isEqual(digest, committed.sha256().toByteArray())) {
      throw DomainException.bug(
          "the " + committed.kind() + " of " + computation + " was altered in the bucket");
    }
    return bytes;
  }

  /**
   * Runs what commits an object, and deletes the object if the lease was lost before. After any
   * other failure it may be committed for all we know, so it stays until the computation ends.
   */
  public void commit(Output output, Runnable write) {
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
  public void destroy(ComputationName computation) {
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
