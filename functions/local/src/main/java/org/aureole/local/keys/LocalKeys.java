package org.aureole.local.keys;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.aureole.crypto.consent.P256;
import org.aureole.crypto.consent.Signer;
import org.aureole.platform.keys.KeyLifetimes;
import org.aureole.platform.keys.SigningKeys;
import org.aureole.platform.keys.StoredKeys;

/** A party's keys in a folder, encrypted under a {@link MasterKey}. */
public final class LocalKeys {
  private LocalKeys() {}

  /**
   * Opens the key store in a folder, which is created if absent.
   *
   * @param folder absent, or its owner's alone; its parent exists
   * @throws org.aureole.model.error.DomainException FAILED_PRECONDITION if others may touch the
   *     folder, or if it holds keys under another master key; UNAVAILABLE if it cannot be read or
   *     created
   */
  public static StoredKeys open(
      Path folder,
      MasterKey masterKey,
      KeyLifetimes lifetimes,
      InstantSource clock,
      SecureRandom random) {
    StoredKeys keys =
        new StoredKeys(
            OwnerOnlyFiles.in(folder),
            masterKey.envelope("files"),
            masterKey.envelope("wrapping"),
            new InProcess(random),
            lifetimes,
            clock,
            random);
    keys.check();
    return keys;
  }

  /** The handle of a key is the key itself, in PKCS #8. */
  private record InProcess(SecureRandom random) implements SigningKeys {
    @Override
    public Made make(Use use) {
      KeyPair keys = P256.generate(random);
      return new Made(keys.getPrivate().getEncoded(), keys.getPublic());
    }

    @Override
    public Signer signer(byte[] handle) {
      return P256.signer(P256.privateKey(handle));
    }
  }
}
