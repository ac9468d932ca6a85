package org.aureole.edp.market;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.aureole.crypto.consent.CertificateChain;
import org.aureole.crypto.consent.Fingerprint;

/**
 * The resource names at the Kingdom of this provider's own certificates; one that the Kingdom does
 * not have yet is registered. Thread-safe.
 */
public final class OwnCertificates {
  private final KingdomApi kingdom;
  private final Map<Fingerprint, String> names = new ConcurrentHashMap<>();

  public OwnCertificates(KingdomApi kingdom) {
    this.kingdom = Objects.requireNonNull(kingdom);
  }

  /** The name of the chain's leaf. No lock is held while the Kingdom is asked: it may be slow. */
  public String name(CertificateChain chain) {
    String known = names.get(chain.fingerprint());
    if (known == null) {
      known = kingdom.createCertificate(chain.leaf()).getName();
      names.put(chain.fingerprint(), known);
    }
    return known;
  }
}
