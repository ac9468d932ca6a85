package org.aureole.local.keys;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.aureole.crypto.consent.KeyDerivation;
import org.aureole.model.error.DomainException;

/**
 * The 256-bit key under which a local key store is encrypted: random in a file of its own, or
 * derived from a passphrase. Whoever loses it loses the keys. Shows nothing of itself. Thread-safe.
 */
public final class MasterKey {
  /** The shortest passphrase taken, in characters. */
  public static final int MIN_PASSPHRASE_LENGTH = 12;

  private static final int LENGTH = 32;
  private static final int SALT_BYTES = 16;
  private static final String KEY_FILE = "master-key";
  private static final String SALT_FILE = "master-salt";

  private final byte[] value;
  private final SecureRandom random;

  private MasterKey(byte[] value, SecureRandom random) {
    this.value = value;
    this.random = random;
  }

  /**
   * The random key in the file {@code master-key} of a folder; both are created if absent. Keep
   * that folder apart from the key store and its backups.
   *
   * @param folder absent, or its owner's alone; its parent exists
   * @throws DomainException FAILED_PRECONDITION if others may read it, or the file is no master
   *     key; UNAVAILABLE if it cannot be read or written
   */
  public static MasterKey inFolder(Path folder, SecureRandom random) {
    byte[] fresh = new byte[LENGTH];
    random.nextBytes(fresh);
    return new MasterKey(readOrCreate(folder, KEY_FILE, fresh), random);
  }

  /**
   * The key derived from a passphrase by {@link KeyDerivation#fromPassphrase} with a random salt,
   * which is kept in the file {@code master-salt} of a folder and created if absent. Takes a
   * noticeable part of a second.
   *
   * @param folder absent, or its owner's alone; its parent exists. May be the key store's folder
   * @param passphrase asked once; the array is overwritten
   * @throws DomainException INVALID_ARGUMENT if the passphrase has less than {@link
   *     #MIN_PASSPHRASE_LENGTH} characters; otherwise as {@link #inFolder}
   */
  public static MasterKey fromPassphrase(
      Path folder, Supplier<char[]> passphrase, SecureRandom random) {
    char[] characters = passphrase.get();
    try {
      if (characters.length < MIN_PASSPHRASE_LENGTH) {
        throw DomainException.invalid(
            "passphrase", "must have at least " + MIN_PASSPHRASE_LENGTH + " characters");
      }
      byte[] fresh = new byte[SALT_BYTES];
      random.nextBytes(fresh);
      byte[] salt = readOrCreate(folder, SALT_FILE, fresh);
      return new MasterKey(KeyDerivation.fromPassphrase(characters, salt), random);
    } finally {
      Arrays.fill(characters, '\0');
    }
  }

  /** An envelope under a key of its own for each use (HKDF-SHA256, RFC 5869). */
  Envelope envelope(String use) {
    return new Envelope(
        derive(use + "/key", Envelope.KEY_BYTES), derive(use + "/id", Envelope.ID_BYTES), random);
  }

  private byte[] derive(String label, int length) {
    byte[] info = ("aureole/v1/local-keys/" + label).getBytes(StandardCharsets.UTF_8);
    return KeyDerivation.fromKey(value, info, length);
  }

  private static byte[] readOrCreate(Path folder, String name, byte[] fresh) {
    OwnerOnlyFiles files = OwnerOnlyFiles.in(folder);
    byte[] content = files.read(name).orElse(null);
    if (content == null) {
      files.create(name, hex(fresh));
      content =
          files
              .read(name)
              .orElseThrow(() -> DomainException.precondition(files.path(name) + " has vanished"));
    }
    byte[] value = parse(content, fresh.length);
    if (value == null) {
      throw DomainException.precondition(
          files.path(name)
              + " must hold "
              + 2 * fresh.length
              + " hexadecimal digits; restore it from a backup");
    }
    return value;
  }

  private static byte[] hex(byte[] value) {
    return (HexFormat.of().formatHex(value) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] parse(byte[] content, int length) {
    try {
      byte[] value =
          HexFormat.of().parseHex(new String(content, StandardCharsets.US_ASCII).strip());
      return value.length == length ? value : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return "MasterKey[redacted]";
  }
}
