package org.aureole.consumer;

import java.util.Objects;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Opener;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.model.name.PartyName;

/**
 * Who a measurement consumer is, and the keys with which it asks and reads answers. Shows no
 * secret.
 *
 * @param name the consumer's resource name
 * @param signing signs specifications
 * @param certificate resource name of the signing certificate at the Kingdom
 * @param resultKey the key to which results are sealed
 * @param opener opens what was sealed to {@code resultKey}
 */
public record ConsumerIdentity(
    PartyName name,
    SigningIdentity signing,
    String certificate,
    EncryptionPublicKey resultKey,
    Opener opener) {
  public ConsumerIdentity {
    Objects.requireNonNull(name);
    Objects.requireNonNull(signing);
    Objects.requireNonNull(certificate);
    Objects.requireNonNull(resultKey);
    Objects.requireNonNull(opener);
  }
}
