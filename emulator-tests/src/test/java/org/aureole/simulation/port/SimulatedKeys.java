package org.aureole.simulation.port;

import java.time.Instant;
import java.time.InstantSource;
import org.aureole.crypto.consent.Certificates;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.model.error.DomainException;
import org.aureole.platform.keys.Keys;
import org.aureole.platform.keys.StoredKeys;

/**
 * A party's keys in one world: those of its folder, but that the party may for a while sign under a
 * certificate that soon expires. Used by one activity at a time.
 */
public final class SimulatedKeys implements Keys {
  private final StoredKeys folder;
  private final SigningIdentity brief;
  private final InstantSource clock;
  private boolean isBrief;

  /**
   * @param brief a signing key of the same party whose certificate ends early
   */
  public SimulatedKeys(StoredKeys folder, SigningIdentity brief, InstantSource clock) {
    this.folder = folder;
    this.brief = brief;
    this.clock = clock;
  }

  /** From now on the party signs under the certificate that ends early, or no longer does. */
  public void useBrief(boolean isBrief) {
    this.isBrief = isBrief;
  }

  /** The last instant of the certificate that ends early. */
  public Instant briefEnd() {
    return Certificates.parse(brief.chain().leaf()).getNotAfter().toInstant();
  }

  public byte[] root() {
    return folder.root();
  }

  @Override
  public SigningIdentity signing() {
    if (!isBrief) {
      return folder.signing();
    }
    if (clock.instant().isAfter(briefEnd())) {
      throw DomainException.precondition("the signing certificate expired; rotate the signing key");
    }
    return brief;
  }

  @Override
  public EncryptionPublicKey encryptionKey() {
    return folder.encryptionKey();
  }

  @Override
  public byte[] open(SigningContext context, byte[] sealed) {
    return folder.open(context, sealed);
  }

  @Override
  public byte[] wrap(String name, byte[] secret) {
    return folder.wrap(name, secret);
  }

  @Override
  public byte[] unwrap(String name, byte[] wrapped) {
    return folder.unwrap(name, wrapped);
  }
}
