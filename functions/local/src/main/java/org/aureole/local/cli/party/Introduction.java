package org.aureole.local.cli.party;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.aureole.crypto.consent.Certificates;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Pem;
import org.aureole.local.cli.console.FileErrors;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.ListTrustedRootsResponse;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.TrustedRoot;

/**
 * Lets parties trust each other's root certificates, or no longer, each decision being a party's
 * own.
 */
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

  /** The roots that {@code party} approved, each for a party. */
  List<TrustedRoot> trusted(PartyConfig party) {
    if (party.role() == PartyRole.MEASUREMENT_CONSUMER) {
      return session.trust(party).list().stream()
          .map(root ->
              TrustedRoot.newBuilder()
                  .setParty(root.party().toString())
                  .setRootCertificate(root.der())
                  .build())
          .toList();
    }
    return session
        .operated(party)
        .call(HttpMethod.GET, "/v1/trustedRoots", ListTrustedRootsResponse.getDefaultInstance())
        .getTrustedRootsList();
  }

  /** Lets the people of {@code party} take an approval back. Repeating it changes nothing. */
  void untrust(PartyConfig party, TrustedRoot root) {
    if (party.role() == PartyRole.MEASUREMENT_CONSUMER) {
      session
          .trust(party)
          .remove(
              PartyName.parse(root.getParty()),
              Certificates.fingerprint(root.getRootCertificate().toByteArray()));
    } else {
      session
          .operated(party)
          .call(HttpMethod.POST, "/v1/trustedRoots:remove", root, Empty.getDefaultInstance());
    }
  }

  private OidcSubject here(PartyConfig peer) {
    return OidcSubject.newBuilder()
        .setIssuer(session.config().issuerUrl().toString())
        .setSubject(peer.subject())
        .build();
  }
}
