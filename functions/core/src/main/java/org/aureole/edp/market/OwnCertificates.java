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

  /** The name of the chain's leaf. */
  public String name(CertificateChain chain) {
    return names.computeIfAbsent(
        chain.fingerprint(), leaf -> kingdom.createCertificate(chain.leaf()).getName());
  }
}
