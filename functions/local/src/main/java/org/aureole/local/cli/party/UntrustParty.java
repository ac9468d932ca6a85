package org.aureole.local.cli.party;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aureole.crypto.consent.Certificates;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.error.DomainException;
import org.aureole.v1.TrustedRoot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "untrust",
    description = {
      "Take back the approval of another party's root certificate, for one party.",
      "For mistakes: the root may be approved again, for whom it is. What went by it until now stays;"
          + " what still needs it fails. A stolen key is for: aureole parties distrust",
      "May be repeated; a root that is not approved stays so."
    },
    footer = {
      "",
      "Examples:",
      "  aureole parties untrust mc1 --as edp2",
      "  aureole parties untrust duchies/worker1 --as edp2 --root 46ef0c91d3e78f2a...",
      "                          (one of several of that party)"
    })
final class UntrustParty implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Parameters(paramLabel = "PARTY", description = "For whom the root is approved.")
  private String peer;

  @Option(
      names = "--root",
      paramLabel = "FINGERPRINT",
      description =
          "Which root, as aureole parties trusted lists it; may be left out where one alone is"
              + " approved for the party.")
  private String fingerprint;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.party(session.config());
    PartyConfig other = session.config().peer(peer);
    if (self.equals(other)) {
      throw DomainException.invalid(
          "PARTY", "is " + peer + " itself, which reads back what it signed by its own root");
    }
    Introduction introduction = new Introduction(session);
    List<TrustedRoot> chosen =
        introduction.trusted(self).stream()
            .filter(root -> root.getParty().equals(other.name().toString()))
            .filter(this::isMeant)
            .toList();
    // One signed part may have come in two files, with signatures that are both valid.
    List<String> different = chosen.stream().map(UntrustParty::hex).distinct().toList();
    if (different.size() > 1) {
      throw DomainException.invalid(
          "--root",
          "is missing; "
              + self.id()
              + " trusts several roots of "
              + other.id()
              + ": "
              + String.join(", ", different));
    }
    chosen.forEach(root -> introduction.untrust(self, root));
    show(self, other, chosen);
    return 0;
  }

  private boolean isMeant(TrustedRoot root) {
    return fingerprint == null || Fingerprint.fromHex(fingerprint).hex().equals(hex(root));
  }

  private static String hex(TrustedRoot root) {
    return Certificates.fingerprint(root.getRootCertificate().toByteArray()).hex();
  }

  private void show(PartyConfig self, PartyConfig other, List<TrustedRoot> takenBack) {
    Output output = options.output();
    if (output.isJson()) {
      output.json(
          Map.of(
              "party", self.name().toString(),
              "trustsNoMore", other.name().toString(),
              "fingerprints", takenBack.stream().map(UntrustParty::hex).distinct().toList()));
    } else if (takenBack.isEmpty()) {
      output.say(self.id() + " trusts no such root of " + other.id() + "; nothing was changed.");
    } else {
      output.say(
          self.id()
              + " no longer trusts the root "
              + hex(takenBack.get(0))
              + " of "
              + other.id()
              + ".");
    }
  }
}
