package org.aureole.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import org.aureole.crypto.consent.P256;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.Validity;
import org.aureole.v1.SignedMessage;

/** Seeds of what says who somebody is: tokens, certificates, signed and sealed messages. */
final class CredentialSeeds {
  private final SeedFolder folder;

  private CredentialSeeds(SeedFolder folder) {
    this.folder = folder;
  }

  /** Writes them all. */
  static void write(SeedFolder folder) throws IOException {
    CredentialSeeds seeds = new CredentialSeeds(folder);
    seeds.token();
    seeds.certificate();
    seeds.signedMessage();
  }

  private void token() throws IOException {
    String target = "Token";
    folder.write(target, "signed", validHeader() + "\n" + validClaims());
    folder.write(
        target,
        "signed-with-list",
        "{\"alg\":\"ES256\",\"kid\":\"k1\",\"typ\":\"JWT\",\"crit\":[\"b64\"],\"b64\":true}\n"
            + validClaims()
                .replace("\"https://kingdom.example\"", "[\"https://kingdom.example\"]"));
    folder.write(
        target, "bearer", "Bearer " + TokenFuzzTest.sign(utf8(validHeader()), utf8(validClaims())));
    folder.write(
        target,
        "unsigned",
        "Bearer eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIn0.");
    folder.write(
        target, "encrypted", "Bearer eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  private static String validHeader() {
    return "{\"alg\":\"ES256\",\"kid\":\"k1\"}";
  }

  private static String validClaims() {
    long now = FixedParty.now().getEpochSecond();
    return "{\"iss\":\"https://issuer.example\",\"aud\":\"https://kingdom.example\",\"sub\":\"edp1\","
        + "\"iat\":"
        + now
        + ",\"nbf\":"
        + now
        + ",\"exp\":"
        + (now + 600)
        + "}";
  }

  /** What stands before the signature in the one token that the issuer gave out. */
  static String signedPart() {
    String token = TokenFuzzTest.sign(utf8(validHeader()), utf8(validClaims()));
    return token.substring(0, token.lastIndexOf('.'));
  }

  private void certificate() throws IOException {
    String target = "Certificate";
    FixedParty party = new FixedParty("duchies/worker1");
    FixedParty other = new FixedParty("duchies/worker2");
    byte[] leaf = party.signing().chain().leaf();
    folder.write(target, "leaf", Frames.join(leaf));
    folder.write(target, "root", Frames.join(party.root()));
    folder.write(target, "leaf-and-root", Frames.join(leaf, party.root()));
    folder.write(target, "of-another", Frames.join(other.signing().chain().leaf()));
    KeyPair keys = P256.generate(FixedParty.random("short"));
    byte[] expired =
        party
            .authority()
            .issue(
                "worker1",
                keys.getPublic(),
                Validity.starting(FixedParty.now().minusSeconds(60), Duration.ofSeconds(30)));
    folder.write(target, "expired", Frames.join(expired));
    folder.write(target, "four", Frames.join(leaf, expired, other.root(), party.root()));
  }

  private void signedMessage() throws IOException {
    String target = "SignedMessage";
    SignedMessage signed =
        SignedMessages.sign(
            SignedMessageFuzzTest.SENDER.signing(),
            "dataProviders/edp1/certificates/c1",
            SignedMessageFuzzTest.CONTEXT,
            SignedMessageFuzzTest.PAYLOAD);
    folder.write(target, "signed", signed.toByteArray());
    folder.write(
        target,
        "by-another",
        SignedMessages.sign(
                SignedMessageFuzzTest.RECIPIENT.signing(),
                "",
                SignedMessageFuzzTest.CONTEXT,
                SignedMessageFuzzTest.PAYLOAD)
            .toByteArray());
    folder.write(
        target,
        "sealed",
        SignedMessages.signAndSeal(
                SignedMessageFuzzTest.SENDER.signing(),
                "",
                SignedMessageFuzzTest.RECIPIENT.encryptionKey(),
                SignedMessageFuzzTest.CONTEXT,
                SignedMessageFuzzTest.PAYLOAD)
            .getCiphertext()
            .toByteArray());
    folder.write(
        target,
        "long-chain",
        signed.toBuilder()
            .addCertificateChain(ByteString.copyFrom(SignedMessageFuzzTest.SENDER.root()))
            .addCertificateChain(ByteString.copyFrom(SignedMessageFuzzTest.RECIPIENT.root()))
            .setSignatureAlgorithm("none")
            .build()
            .toByteArray());
  }
}
