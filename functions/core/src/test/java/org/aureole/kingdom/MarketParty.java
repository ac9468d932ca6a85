package org.aureole.kingdom;

import com.google.protobuf.ByteString;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.aureole.crypto.consent.CertificateAuthority;
import org.aureole.crypto.consent.CertificateChain;
import org.aureole.crypto.consent.EncryptionPrivateKey;
import org.aureole.crypto.consent.P256;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.crypto.consent.Validity;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.RouterClient;
import org.aureole.v1.Certificate;
import org.aureole.v1.EncryptionPublicKey;
import org.aureole.v1.Party;
import org.aureole.v1.RegisterPartyRequest;
import org.aureole.v1.ReplaceKeysRequest;

/** A party with real keys, that calls the Kingdom under its own identity. */
final class MarketParty {
  static final SecureRandom RANDOM = new SecureRandom();

  private final PartyName name;
  private final RouterClient client;
  private final CertificateAuthority authority;
  private final Instant since;
  private final EncryptionPrivateKey encryptionKey = EncryptionPrivateKey.generate(RANDOM);
  private SigningIdentity identity;
  private String certificate = "";

  /**
   * @param now when its certificates become valid, to the second
   */
  MarketParty(PartyName name, RouterClient client, Instant now) {
    this.name = name;
    this.client = client;
    this.since = now;
    KeyPair root = P256.generate(RANDOM);
    this.authority =
        CertificateAuthority.create(
            name.id() + " root",
            root.getPublic(),
            P256.signer(root.getPrivate()),
            Validity.starting(now, Duration.ofDays(3650)),
            RANDOM);
    newIdentity(Duration.ofDays(365));
  }

  PartyName name() {
    return name;
  }

  RouterClient client() {
    return client;
  }

  CertificateAuthority authority() {
    return authority;
  }

  SigningIdentity identity() {
    return identity;
  }

  /** The name of the certificate that {@link #publishKeys()} last created. */
  String certificate() {
    return certificate;
  }

  EncryptionPrivateKey encryptionKey() {
    return encryptionKey;
  }

  /** Draws another signing key, with a certificate valid that long; it is not published yet. */
  void newIdentity(Duration validity) {
    KeyPair keys = P256.generate(RANDOM);
    byte[] leaf = authority.issue(name.id(), keys.getPublic(), Validity.starting(since, validity));
    identity = new SigningIdentity(P256.signer(keys.getPrivate()), CertificateChain.of(leaf));
  }

  /** Signs again under an identity that it had before. */
  void resume(SigningIdentity before, String itsCertificate) {
    identity = before;
    certificate = itsCertificate;
  }

  /** What it registers, with capabilities to be added. */
  Party.Builder registration() {
    return Party.newBuilder()
        .setName(name.toString())
        .setDisplayName("The party " + name.id())
        .setRootCertificate(ByteString.copyFrom(authority.root()));
  }

  Party register(Party.Builder registration) {
    return client.call(
        HttpMethod.POST,
        "/v1/parties:register",
        RegisterPartyRequest.newBuilder().setParty(registration).build(),
        Party.getDefaultInstance());
  }

  Certificate createCertificate() {
    Certificate wanted =
        Certificate.newBuilder().setX509Der(ByteString.copyFrom(identity.chain().leaf())).build();
    return client.call(
        HttpMethod.POST, "/v1/" + name + "/certificates", wanted, Certificate.getDefaultInstance());
  }

  /** Creates the certificate of its present identity and makes it the current one. */
  Party publishKeys() {
    certificate = createCertificate().getName();
    return client.call(
        HttpMethod.POST,
        "/v1/" + name + ":replaceKeys",
        keys().build(),
        Party.getDefaultInstance());
  }

  ReplaceKeysRequest.Builder keys() {
    byte[] key =
        EncryptionPublicKey.newBuilder()
            .setOwner(name.toString())
            .setX25519(ByteString.copyFrom(encryptionKey.publicKey().bytes()))
            .build()
            .toByteArray();
    SigningContext context =
        SigningContext.published(Purpose.ENCRYPTION_KEY, name.toString(), name.toString());
    return ReplaceKeysRequest.newBuilder()
        .setCertificate(certificate)
        .setEncryptionPublicKey(SignedMessages.sign(identity, certificate, context, key));
  }
}
