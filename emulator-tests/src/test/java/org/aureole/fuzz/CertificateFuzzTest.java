package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aureole.crypto.consent.CertificateChain;
import org.aureole.crypto.consent.Certificates;
import org.aureole.crypto.consent.P256;
import org.aureole.crypto.consent.Pem;
import org.aureole.crypto.consent.Signer;
import org.aureole.crypto.consent.TrustStore;
import org.aureole.crypto.consent.VerifiedCertificate;
import org.junit.jupiter.api.Tag;

/**
 * Certificates and chains, leaf first, framed by {@link Frames}: as they come; as what a hostile
 * party signs with its own approved root, so that anything may stand in a certificate that chains;
 * as roots that somebody asks to be approved; and in the text form in which people hand over a
 * root.
 */
@Tag("fuzz")
class CertificateFuzzTest {
  private static final FixedParty PARTY = new FixedParty("duchies/worker1");
  private static final TrustStore TRUST =
      TrustStore.of(Map.of(PARTY.name(), List.of(PARTY.root())), Set.of());
  private static final Signer ROOT_KEY =
      P256.signer(P256.generate(FixedParty.random(PARTY.name())).getPrivate());
  private static final byte[] ECDSA_WITH_SHA256 = {
    0x30, 0x0a, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
  };

  @FuzzTest
  void fuzz(byte[] input) {
    Hostile.handed(input, () -> Certificates.parse(Pem.decoded(input)));
    List<byte[]> certificates = Frames.split(input);
    if (certificates.isEmpty()) {
      return;
    }
    // Nobody else has the root's key, so only the leaf that it issued may pass.
    verify(input, certificates)
        .ifPresent(leaf ->
            assertThat(leaf.fingerprint()).isEqualTo(PARTY.signing().chain().fingerprint()));
    List<byte[]> issued = new ArrayList<>(certificates);
    issued.set(certificates.size() - 1, signedByTheRoot(certificates.get(certificates.size() - 1)));
    verify(input, issued).ifPresent(leaf -> assertThat(leaf.party()).isEqualTo(PARTY.name()));
    byte[] first = certificates.get(0);
    Optional<TrustStore> approved =
        Hostile.handed(input, () -> TrustStore.of(Map.of(PARTY.name(), List.of(first)), Set.of()));
    approved.ifPresent(trust ->
        Hostile.handed(
            input,
            () -> trust.verify(PARTY.name(), CertificateChain.of(certificates), FixedParty.now())));
    Hostile.handed(input, () -> Certificates.parse(first))
        .ifPresent(parsed -> assertThat(Certificates.fingerprint(first)).isNotNull());
  }

  private static Optional<VerifiedCertificate> verify(byte[] input, List<byte[]> chain) {
    return Hostile.handed(
        input, () -> TRUST.verify(PARTY.name(), CertificateChain.of(chain), FixedParty.now()));
  }

  /** A certificate with the same signed part, if it can be found, and a good signature. */
  private static byte[] signedByTheRoot(byte[] certificate) {
    int outer = headerLength(certificate, 0);
    if (outer < 0 || outer >= certificate.length) {
      return certificate;
    }
    int inner = headerLength(certificate, outer);
    int length = contentLength(certificate, outer);
    if (inner < 0 || length < 0 || outer + inner + length > certificate.length) {
      return certificate;
    }
    byte[] signedPart = Arrays.copyOfRange(certificate, outer, outer + inner + length);
    byte[] signature = ROOT_KEY.sign(signedPart);
    byte[] bits = new byte[signature.length + 1];
    System.arraycopy(signature, 0, bits, 1, signature.length);
    return der(0x30, concatenated(signedPart, ECDSA_WITH_SHA256, der(0x03, bits)));
  }

  private static int headerLength(byte[] der, int at) {
    if (at + 2 > der.length) {
      return -1;
    }
    return (der[at + 1] & 0x80) == 0 ? 2 : 2 + (der[at + 1] & 0x7f);
  }

  private static int contentLength(byte[] der, int at) {
    int header = headerLength(der, at);
    if (header == 2) {
      return der[at + 1];
    }
    if (header < 0 || header > 4 || at + header > der.length) {
      return -1;
    }
    int length = 0;
    for (int i = at + 2; i < at + header; i++) {
      length = length << 8 | der[i] & 0xff;
    }
    return length;
  }

  private static byte[] der(int tag, byte[] content) {
    int length = content.length;
    byte[] header =
        length < 128
            ? new byte[] {(byte) tag, (byte) length}
            : length < 256
                ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >>> 8), (byte) length};
    return concatenated(header, content);
  }

  private static byte[] concatenated(byte[]... parts) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
