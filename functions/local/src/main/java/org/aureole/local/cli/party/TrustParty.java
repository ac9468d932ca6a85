package org.aureole.local.cli.party;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.error.DomainException;
import org.aureole.v1.OidcSubject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "trust",
    description = {
      "Approve another party's root certificate, for one party.",
      "Nothing that the Kingdom delivers extends trust: the root comes from the other party itself."
    },
    footer = {
      "",
      "Examples:",
      "  aureole parties trust mc1 --as edp2",
      "  aureole parties trust worker1 --as edp2 --root worker1-root.der",
      "  aureole parties trust duchies/worker1 --root worker1.pem --subject 104857600000000000001",
      "                                         (of a market that runs elsewhere)"
    })
final class TrustParty implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Parameters(paramLabel = "PARTY", description = "Whose root to approve.")
  private String peer;

  @Option(
      names = "--root",
      paramLabel = "FILE",
      description = "The root in DER or PEM; the one in the party's folder where this is left out.")
  private Path root;

  @Option(
      names = "--subject",
      paramLabel = "SUB",
      description =
          "As which OIDC subject it calls: of a market that runs elsewhere, and needed there by"
              + " Duchies and data providers.")
  private String subject;

  @Option(
      names = "--issuer",
      paramLabel = "URL",
      defaultValue = "https://accounts.google.com",
      description = "The issuer of that subject (default: ${DEFAULT-VALUE}).")
  private String issuer;

  /** As whom the other party calls, if it is not of this machine. */
  private Optional<OidcSubject> caller(Session session, PartyConfig self) {
    if (!session.config().isElsewhere()) {
      if (subject != null) {
        throw DomainException.invalid(
            "--subject", "is for markets that run elsewhere; here a party's subject is its id");
      }
      return Optional.empty();
    }
    if (subject == null && self.role().isServer()) {
      throw DomainException.invalid(
          "--subject",
          "is missing: the OIDC subject as which "
              + peer
              + " calls; its people know it, as party_subject of their terraform output");
    }
    return Optional.ofNullable(subject)
        .map(one -> OidcSubject.newBuilder().setIssuer(issuer).setSubject(one).build());
  }

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.party(session.config());
    PartyConfig other = session.config().peer(peer);
    if (self.equals(other)) {
      throw DomainException.invalid("PARTY", "is " + peer + " itself; a party trusts others");
    }
    Optional<OidcSubject> caller = caller(session, self);
    Introduction introduction = new Introduction(session);
    Fingerprint approved = introduction.trust(self, other, introduction.root(other, root), caller);
    Output output = options.output();
    if (output.isJson()) {
      output.json(
          Map.of(
              "party", self.name().toString(),
              "trusts", other.name().toString(),
              "fingerprint", approved.hex()));
    } else {
      output.say(self.id() + " trusts the root " + approved + " of " + other.id() + ".");
    }
    return 0;
  }
}
