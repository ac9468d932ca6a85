package org.aureole.local.keys;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.aureole.crypto.consent.CertificateAuthority;
import org.aureole.crypto.consent.CertificateChain;
import org.aureole.crypto.consent.Certificates;
import org.aureole.crypto.consent.EncryptionPrivateKey;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.P256;
import org.aureole.crypto.consent.Sealing;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.crypto.consent.Validity;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.keys.KeyAdministration;
import org.aureole.platform.keys.Keys;

/**
 * A party's keys in a folder, encrypted under a {@link MasterKey}: its root with the root's key,
 * and numbered generations of signing and of encryption keys, the highest number being the current
 * one. Each is one file, written once and whole, so a crash leaves nothing half made and several
 * processes see the same keys. Nothing is cached: a rotation by another process takes effect at
 * once. Thread-safe.
 */
public final class LocalKeys implements Keys, KeyAdministration {
  private static final String ROOT = "root";
  private static final String SIGNING = "signing-";
  private static final String ENCRYPTION = "encryption-";

  /** New certificates start a little in the past, for peers whose clocks are behind. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  private final KeyFiles files;
  private final Envelope wrapping;
  private final KeyLifetimes lifetimes;
  private final InstantSource clock;
  private final SecureRandom random;

  private LocalKeys(
      KeyFiles files,
      Envelope wrapping,
      KeyLifetimes lifetimes,
      InstantSource clock,
      SecureRandom random) {
    this.files = files;
    this.wrapping = wrapping;
    this.lifetimes = lifetimes;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Opens the key store in a folder, which is created if absent. Keys come by {@link #create}.
   *
   * @param folder absent, or its owner's alone; its parent exists
   * @throws DomainException FAILED_PRECONDITION if others may touch the folder, or if it holds keys
   *     under another master key; UNAVAILABLE if it cannot be read or created
   */
  public static LocalKeys open(
      Path folder,
      MasterKey masterKey,
      KeyLifetimes lifetimes,
      InstantSource clock,
      SecureRandom random) {
    KeyFiles files = new KeyFiles(OwnerOnlyFiles.in(folder), masterKey.envelope("files"));
    files.read(ROOT);
    return new LocalKeys(files, masterKey.envelope("wrapping"), lifetimes, clock, random);
  }

  @Override
  public byte[] create(String displayName) {
    files.createIfAbsent(ROOT, () -> newRoot(displayName));
    if (files.current(SIGNING).isEmpty()) {
      files.createIfAbsent(KeyFiles.name(SIGNING, 1), this::newSigningKey);
    }
    if (files.current(ENCRYPTION).isEmpty()) {
      files.createIfAbsent(KeyFiles.name(ENCRYPTION, 1), this::newEncryptionKey);
    }
    return root();
  }

  @Override
  public byte[] root() {
    return rootFile().certificate().toByteArray();
  }

  @Override
  public SigningIdentity signing() {
    SigningIdentity identity = currentSigning();
    Instant end = Certificates.parse(identity.chain().leaf()).getNotAfter().toInstant();
    if (clock.instant().isAfter(end)) {
      throw DomainException.precondition(
          "the signing certificate expired on " + end + "; rotate the signing key");
    }
    return identity;
  }

  @Override
  public SigningIdentity rotateSigning(Fingerprint current) {
    String name = files.current(SIGNING).orElseThrow(LocalKeys::notCreated);
    if (signingIdentity(name).chain().fingerprint().equals(current)) {
      files.createIfAbsent(KeyFiles.next(SIGNING, name), this::newSigningKey);
    }
    return currentSigning();
  }

  @Override
  public EncryptionPublicKey encryptionKey() {
    return publicKey(files.current(ENCRYPTION).orElseThrow(LocalKeys::notCreated));
  }

  @Override
  public EncryptionPublicKey rotateEncryption(Fingerprint current) {
    String name = files.current(ENCRYPTION).orElseThrow(LocalKeys::notCreated);
    if (publicKey(name).fingerprint().equals(current)) {
      files.createIfAbsent(KeyFiles.next(ENCRYPTION, name), this::newEncryptionKey);
    }
    return encryptionKey();
  }

  @Override
  public byte[] open(SigningContext context, byte[] sealed) {
    List<String> newestFirst = files.newestFirst(ENCRYPTION);
    if (newestFirst.isEmpty()) {
      throw notCreated();
    }
    for (String name : newestFirst) {
      EncryptionPrivateKey key = privateKey(name);
      try {
        return Sealing.open(key, context, sealed);
      } catch (DomainException e) {
        if (e.code() != ErrorCode.CONSENT_SIGNAL_INVALID) {
          throw e;
        }
      } finally {
        key.destroy();
      }
    }
    throw Sealing.cannotOpen(context);
  }

  @Override
  public byte[] wrap(String name, byte[] secret) {
    if (secret.length < 1 || secret.length > MAX_SECRET_BYTES) {
      throw DomainException.invalid(
          "secret", "has " + secret.length + " bytes; 1 to " + MAX_SECRET_BYTES);
    }
    return wrapping.seal(name, secret);
  }

  @Override
  public byte[] unwrap(String name, byte[] wrapped) {
    return wrapping.open(name, wrapped, "the wrapped secret " + name);
  }

  private List<byte[]> newRoot(String displayName) {
    KeyPair keys = P256.generate(random);
    Instant now = clock.instant();
    byte[] root =
        CertificateAuthority.create(
                displayName + " root",
                keys.getPublic(),
                P256.signer(keys.getPrivate()),
                new Validity(now.minus(CLOCK_TOLERANCE), now.plus(lifetimes.root())),
                random)
            .root();
    return List.of(
        keys.getPrivate().getEncoded(), root, displayName.getBytes(StandardCharsets.UTF_8));
  }

  private List<byte[]> newSigningKey() {
    RootFile root = rootFile();
    CertificateAuthority authority =
        CertificateAuthority.of(
            root.certificate().toByteArray(), P256.signer(root.privateKey()), random);
    KeyPair keys = P256.generate(random);
    byte[] leaf = authority.issue(root.displayName(), keys.getPublic(), leafValidity(root));
    return List.of(keys.getPrivate().getEncoded(), leaf);
  }

  /** Within the root's validity, also after the clock was set back. */
  private Validity leafValidity(RootFile root) {
    X509Certificate certificate = Certificates.parse(root.certificate().toByteArray());
    Instant rootStart = certificate.getNotBefore().toInstant();
    Instant rootEnd = certificate.getNotAfter().toInstant();
    Instant now = clock.instant();
    if (!now.isBefore(rootEnd)) {
      throw DomainException.precondition(
          "the root certificate expired on " + rootEnd + "; create keys in a new folder");
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
    return signingIdentity(files.current(SIGNING).orElseThrow(LocalKeys::notCreated));
  }

  private SigningIdentity signingIdentity(String name) {
    List<byte[]> fields = files.read(name).orElseThrow(LocalKeys::notCreated);
    return new SigningIdentity(
        P256.signer(P256.privateKey(fields.get(0))), CertificateChain.of(fields.get(1)));
  }

  private EncryptionPrivateKey privateKey(String name) {
    byte[] value = files.read(name).orElseThrow(LocalKeys::notCreated).get(0);
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

  private RootFile rootFile() {
    List<byte[]> fields = files.read(ROOT).orElseThrow(LocalKeys::notCreated);
    return new RootFile(
        P256.privateKey(fields.get(0)),
        ByteString.copyFrom(fields.get(1)),
        new String(fields.get(2), StandardCharsets.UTF_8));
  }

  private static DomainException notCreated() {
    return DomainException.precondition("the party has no keys yet; create them first");
  }

  @Override
  public String toString() {
    return "LocalKeys[" + files + "]";
  }

  private record RootFile(PrivateKey privateKey, ByteString certificate, String displayName) {
    @Override
    public String toString() {
      return "RootFile[" + displayName + "]";
    }
  }
}
