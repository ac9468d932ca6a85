package org.aureole.platform.keys;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.aureole.crypto.consent.CertificateAuthority;
import org.aureole.crypto.consent.CertificateChain;
import org.aureole.crypto.consent.Certificates;
import org.aureole.crypto.consent.EncryptionPrivateKey;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Sealing;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.crypto.consent.Validity;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A party's keys: its root with the root's key, and numbered generations of signing and of
 * encryption keys, the highest number being the current one. Each is one record, written once and
 * whole, so a crash leaves nothing half made and several processes see the same keys. Nothing is
 * cached here: a rotation by another process takes effect as soon as the records show it, and what
 * was sealed to the new key opens at once. Whoever signs when a twelfth is left of the
 * certificate's time finds an error in the log, once in a process. Thread-safe.
 */
public final class StoredKeys implements Keys, KeyAdministration {
  private static final String ROOT = "root";
  private static final String SIGNING = "signing-";
  private static final String ENCRYPTION = "encryption-";

  /** New certificates start a little in the past, for peers whose clocks are behind. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  /** What is left of a certificate when people hear of its end: a twelfth. */
  private static final int NOTICE = 12;

  private static final Logger LOG = LoggerFactory.getLogger(StoredKeys.class);

  private final KeyGenerations records;
  private final SigningKeys signingKeys;
  private final SecretWrap wrapping;
  private final KeyLifetimes lifetimes;
  private final InstantSource clock;
  private final SecureRandom random;

  /** Of which certificate's end this process told; it tells once. */
  private final AtomicReference<Instant> told = new AtomicReference<>();

  /**
   * Opens the keys. They come by {@link #create}.
   *
   * @param forRecords encrypts the records
   * @param forSecrets encrypts for {@link #wrap}; what one of the two wrapped the other does not
   *     unwrap
   * @param random draws encryption keys and serial numbers
   */
  public StoredKeys(
      KeyRecords records,
      SecretWrap forRecords,
      SecretWrap forSecrets,
      SigningKeys signingKeys,
      KeyLifetimes lifetimes,
      InstantSource clock,
      SecureRandom random) {
    this.records = new KeyGenerations(records, forRecords);
    this.signingKeys = Objects.requireNonNull(signingKeys);
    this.wrapping = Objects.requireNonNull(forSecrets);
    this.lifetimes = Objects.requireNonNull(lifetimes);
    this.clock = Objects.requireNonNull(clock);
    this.random = Objects.requireNonNull(random);
  }

  /**
   * Sees that what is stored can be used.
   *
   * @throws DomainException FAILED_PRECONDITION if it is under another key; UNAVAILABLE if it
   *     cannot be read
   */
  public void check() {
    records.read(ROOT);
  }

  @Override
  public byte[] create(String displayName) {
    records.createIfAbsent(ROOT, () -> newRoot(displayName));
    if (records.current(SIGNING).isEmpty()) {
      records.createIfAbsent(KeyGenerations.name(SIGNING, 1), this::newSigningKey);
    }
    if (records.current(ENCRYPTION).isEmpty()) {
      records.createIfAbsent(KeyGenerations.name(ENCRYPTION, 1), this::newEncryptionKey);
    }
    return root();
  }

  @Override
  public byte[] root() {
    return rootRecord().certificate().toByteArray();
  }

  @Override
  public SigningIdentity signing() {
    SigningIdentity identity = currentSigning();
    Instant end = Certificates.parse(identity.chain().leaf()).getNotAfter().toInstant();
    Instant now = clock.instant();
    if (now.isAfter(end)) {
      throw DomainException.precondition(
          "the signing certificate expired on " + end + "; rotate the signing key");
    }
    boolean soon = now.plus(lifetimes.certificate().dividedBy(NOTICE)).isAfter(end);
    if (soon && !end.equals(told.getAndSet(end))) {
      // An error, as somebody has to act, and errors wake people.
      LOG.error("the signing certificate ends on {}; rotate the signing key before", end);
    }
    return identity;
  }

  @Override
  public SigningIdentity rotateSigning(Fingerprint current) {
    String name = records.current(SIGNING).orElseThrow(StoredKeys::notCreated);
    if (signingIdentity(name).chain().fingerprint().equals(current)) {
      records.createIfAbsent(KeyGenerations.next(SIGNING, name), this::newSigningKey);
    }
    return currentSigning();
  }

  @Override
  public EncryptionPublicKey encryptionKey() {
    return publicKey(records.current(ENCRYPTION).orElseThrow(StoredKeys::notCreated));
  }

  @Override
  public EncryptionPublicKey rotateEncryption(Fingerprint current) {
    String name = records.current(ENCRYPTION).orElseThrow(StoredKeys::notCreated);
    if (publicKey(name).fingerprint().equals(current)) {
      records.createIfAbsent(KeyGenerations.next(ENCRYPTION, name), this::newEncryptionKey);
    }
    return encryptionKey();
  }

  @Override
  public byte[] open(SigningContext context, byte[] sealed) {
    List<String> known = records.newestFirst(ENCRYPTION);
    return opened(known, context, sealed)
        .or(() -> opened(newerThan(known), context, sealed))
        .orElseThrow(() -> Sealing.cannotOpen(context));
  }

  /** The keys that another process has made since those were listed. */
  private List<String> newerThan(List<String> known) {
    records.refresh();
    List<String> newer = new ArrayList<>(records.newestFirst(ENCRYPTION));
    if (newer.isEmpty()) {
      throw notCreated();
    }
    newer.removeAll(known);
    return newer;
  }

  private Optional<byte[]> opened(List<String> keys, SigningContext context, byte[] sealed) {
    for (String name : keys) {
      EncryptionPrivateKey key = privateKey(name);
      try {
        return Optional.of(Sealing.open(key, context, sealed));
      } catch (DomainException e) {
        if (e.code() != ErrorCode.CONSENT_SIGNAL_INVALID) {
          throw e;
        }
      } finally {
        key.destroy();
      }
    }
    return Optional.empty();
  }

  @Override
  public byte[] wrap(String name, byte[] secret) {
    if (secret.length < 1 || secret.length > MAX_SECRET_BYTES) {
      throw DomainException.invalid(
          "secret", "has " + secret.length + " bytes; 1 to " + MAX_SECRET_BYTES);
    }
    return wrapping.wrap(name, secret);
  }

  @Override
  public byte[] unwrap(String name, byte[] wrapped) {
    return wrapping.unwrap(name, wrapped, "the wrapped secret " + name);
  }

  private List<byte[]> newRoot(String displayName) {
    SigningKeys.Made key = signingKeys.make(SigningKeys.Use.ROOT);
    Instant now = clock.instant();
    byte[] root =
        CertificateAuthority.create(
                displayName + " root",
                key.publicKey(),
                signingKeys.signer(key.handle()),
                new Validity(now.minus(CLOCK_TOLERANCE), now.plus(lifetimes.root())),
                random)
            .root();
    return List.of(key.handle(), root, displayName.getBytes(StandardCharsets.UTF_8));
  }

  private List<byte[]> newSigningKey() {
    RootRecord root = rootRecord();
    CertificateAuthority authority =
        CertificateAuthority.of(
            root.certificate().toByteArray(), signingKeys.signer(root.handle()), random);
    SigningKeys.Made key = signingKeys.make(SigningKeys.Use.MESSAGES);
    byte[] leaf = authority.issue(root.displayName(), key.publicKey(), leafValidity(root));
    return List.of(key.handle(), leaf);
  }

  /** Within the root's validity, also after the clock was set back. */
  private Validity leafValidity(RootRecord root) {
    X509Certificate certificate = Certificates.parse(root.certificate().toByteArray());
    Instant rootStart = certificate.getNotBefore().toInstant();
    Instant rootEnd = certificate.getNotAfter().toInstant();
    Instant now = clock.instant();
    if (!now.isBefore(rootEnd)) {
      throw DomainException.precondition(
          "the root certificate expired on " + rootEnd + "; create keys in a new place");
    }
    Instant start = now.minus(CLOCK_TOLERANCE);
    Instant end = now.plus(lifetimes.certificate());
    return new Validity(
        start.isBefore(rootStart) ? rootStart : start, end.isAfter(rootEnd) ? rootEnd : end);
  }

  private List<byte[]> newEncryptionKey() {
    EncryptionPrivateKey key = EncryptionPrivateKey.generate(random);
    try {
      return List.of(key.export());
    } finally {
      key.destroy();
    }
  }

  private SigningIdentity currentSigning() {
    return signingIdentity(records.current(SIGNING).orElseThrow(StoredKeys::notCreated));
  }

  private SigningIdentity signingIdentity(String name) {
    List<byte[]> fields = records.read(name).orElseThrow(StoredKeys::notCreated);
    return new SigningIdentity(
        signingKeys.signer(fields.get(0)), CertificateChain.of(fields.get(1)));
  }

  private EncryptionPrivateKey privateKey(String name) {
    byte[] value = records.read(name).orElseThrow(StoredKeys::notCreated).get(0);
    try {
      return EncryptionPrivateKey.fromBytes(value);
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  private EncryptionPublicKey publicKey(String name) {
    EncryptionPrivateKey key = privateKey(name);
    key.destroy();
    return key.publicKey();
  }

  private RootRecord rootRecord() {
    List<byte[]> fields = records.read(ROOT).orElseThrow(StoredKeys::notCreated);
    return new RootRecord(
        fields.get(0),
        ByteString.copyFrom(fields.get(1)),
        new String(fields.get(2), StandardCharsets.UTF_8));
  }

  private static DomainException notCreated() {
    return DomainException.precondition("the party has no keys yet; create them first");
  }

  @Override
  public String toString() {
    return "StoredKeys[" + records + "]";
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record RootRecord(byte[] handle, ByteString certificate, String displayName) {
    @Override
    public String toString() {
      return "RootRecord[" + displayName + "]";
    }
  }
}
