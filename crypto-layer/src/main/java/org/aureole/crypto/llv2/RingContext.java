package org.aureole.crypto.llv2;

import java.util.Objects;
import org.aureole.crypto.consent.CanonicalBytes;
import org.aureole.crypto.consent.Fingerprint;

/**
 * Which computation the keys and the randomness of a ring of Duchies are for: what is made for one
 * is worth nothing in another. Immutable.
 *
 * @param computation the resource name of the computation
 * @param spec the fingerprint of the signed measurement spec that it follows
 */
public record RingContext(String computation, Fingerprint spec) {
  public RingContext {
    Objects.requireNonNull(computation);
    Objects.requireNonNull(spec);
  }

  /** Bytes that no other context has. */
  byte[] canonical() {
    return new CanonicalBytes().field(computation).field(spec.bytes()).toByteArray();
  }
}
