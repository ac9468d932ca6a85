package org.aureole.local.cli.party;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.aureole.crypto.consent.Certificates;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Pem;
import org.aureole.local.cli.console.FileErrors;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.TrustedRoot;

/** Lets parties trust each other's root certificates, each decision being a party's own. */
final class Introduction {
  private final Session session;

  Introduction(Session session) {
    this.session = session;
  }

  /**
   * The root certificate of a party of this market, from its own folder: what its people would hand
   * over. The Kingdom is not asked.
   *
   * @param file a file that holds it in DER or PEM; null for the party's own folder
   */
  byte[] root(PartyConfig party, Path file) {
    if (file == null) {
      if (session.config().isElsewhere()) {
        throw DomainException.invalid(
            "--root", "is missing; " + party.id() + " hands its root certificate over in a file");
      }
      return session.keys(party).root();
    }
    try {
      byte[] der = Pem.decoded(Files.readAllBytes(file));
      Certificates.parse(der);
      return der;
    } catch (IOException e) {
      throw DomainException.invalid("--root", file + " cannot be read: " + FileErrors.reason(e));
    }
  }

  /**
   * Lets the people of {@code party} approve a root of {@code peer}. Approving it again changes
   * nothing.
   */
  Fingerprint trust(PartyConfig party, PartyConfig peer, byte[] root) {
    return trust(party, peer, root, Optional.empty());
  }

  /**
   * As the other.
   *
   * @param caller as whom {@code peer} calls; empty for a party of this machine
   */
  Fingerprint trust(
      PartyConfig party, PartyConfig peer, byte[] root, Optional<OidcSubject> caller) {
    if (party.role() == PartyRole.MEASUREMENT_CONSUMER) {
      session.trust(party).approve(peer.name(), root);
    } else {
      session
          .operated(party)
          .call(
              HttpMethod.POST,
              "/v1/trustedRoots",
              TrustedRoot.newBuilder()
                  .setParty(peer.name().toString())
                  .setRootCertificate(ByteString.copyFrom(root))
                  .setSubject(caller.orElseGet(() -> here(peer)))
                  .build(),
              TrustedRoot.getDefaultInstance());
    }
    return Certificates.fingerprint(root);
  }

  private OidcSubject here(PartyConfig peer) {
    return OidcSubject.newBuilder()
        .setIssuer(session.config().issuerUrl().toString())
        .setSubject(peer.subject())
        .build();
  }
}
