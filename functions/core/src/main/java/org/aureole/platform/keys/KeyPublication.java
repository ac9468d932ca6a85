package org.aureole.platform.keys;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.Certificate;
import org.aureole.v1.EncryptionPublicKey;
import org.aureole.v1.Party;
import org.aureole.v1.ReplaceKeysRequest;

/** How a party tells the Kingdom which certificate and encryption key it uses from now on. */
public final class KeyPublication {
  private KeyPublication() {}

  /**
   * Publishes the current keys. May be repeated.
   *
   * @param kingdom called as the party itself, which is approved
   * @return the party as the Kingdom then knows it
   */
  public static Party publish(ApiClient kingdom, PartyName party, Keys keys) {
    SigningIdentity signing = keys.signing();
    String certificate = certificate(kingdom, party, signing).getName();
    byte[] key =
        EncryptionPublicKey.newBuilder()
            .setOwner(party.toString())
            .setX25519(ByteString.copyFrom(keys.encryptionKey().bytes()))
            .build()
            .toByteArray();
    SigningContext context =
        SigningContext.published(Purpose.ENCRYPTION_KEY, party.toString(), party.toString());
    return kingdom.call(
        HttpMethod.POST,
        "/v1/" + party + ":replaceKeys",
        ReplaceKeysRequest.newBuilder()
            .setCertificate(certificate)
            .setEncryptionPublicKey(SignedMessages.sign(signing, certificate, context, key))
            .build(),
        Party.getDefaultInstance());
  }

  /** The Kingdom's resource of a signing certificate, created unless it is there. */
  public static Certificate certificate(
      ApiClient kingdom, PartyName party, SigningIdentity signing) {
    return kingdom.call(
        HttpMethod.POST,
        "/v1/" + party + "/certificates",
        Certificate.newBuilder().setX509Der(ByteString.copyFrom(signing.chain().leaf())).build(),
        Certificate.getDefaultInstance());
  }

  /**
   * The resource name at the Kingdom of the certificate that a party currently signs with; one that
   * the Kingdom does not have yet is registered. What was learned is kept. Thread-safe.
   */
  public static Supplier<String> currentCertificate(ApiClient kingdom, PartyName party, Keys keys) {
    Map<Fingerprint, String> names = new ConcurrentHashMap<>();
    return () -> {
      SigningIdentity signing = keys.signing();
      Fingerprint fingerprint = signing.chain().fingerprint();
      String known = names.get(fingerprint);
      if (known == null) {
        // No lock is held while the Kingdom is asked: it may be slow.
        known = certificate(kingdom, party, signing).getName();
        names.put(fingerprint, known);
      }
      return known;
    };
  }
}
