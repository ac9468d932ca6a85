package org.aureole.local.cli.keys;

import java.util.List;
import java.util.concurrent.Callable;
import org.aureole.crypto.consent.Certificates;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.keys.StoredKeys;
import org.aureole.v1.Certificate;
import org.aureole.v1.ListCertificatesResponse;
import org.aureole.v1.Party;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "show",
    description = {
      "Show fingerprints of a party's keys, and its certificates at the Kingdom.",
      "Private keys are never shown."
    },
    footer = {"", "Example:", "  aureole keys show --as edp1"})
final class ShowKeys implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.party(session.config());
    StoredKeys keys = session.keys(self);
    ApiClient kingdom = session.kingdom(self);
    Party party = kingdom.call(HttpMethod.GET, "/v1/" + self.name(), Party.getDefaultInstance());
    List<Certificate> certificates =
        kingdom
            .call(
                HttpMethod.GET,
                "/v1/" + self.name() + "/certificates",
                ListCertificatesResponse.getDefaultInstance())
            .getCertificatesList();
    KeySummary summary =
        new KeySummary(
            self.name().toString(),
            Certificates.fingerprint(keys.root()).hex(),
            Certificates.fingerprint(keys.signing().chain().leaf()).hex(),
            keys.encryptionKey().fingerprint().hex(),
            party.getCertificate());
    show(options.output(), summary, certificates);
    return 0;
  }

  private static void show(Output output, KeySummary summary, List<Certificate> certificates) {
    if (output.isJson()) {
      output.json(summary.json(certificates));
      return;
    }
    output.say(summary.party());
    output.say("  root certificate     " + summary.root());
    output.say("  signing certificate  " + summary.signing());
    output.say("  encryption key       " + summary.encryption());
    output.say("");
    Table table =
        new Table()
            .text("CERTIFICATE")
            .text("STATE")
            .text("VALID UNTIL")
            .text("CURRENT")
            .text("NOTE");
    for (Certificate certificate : certificates) {
      table.row(
          Labels.id(certificate.getName()),
          certificate.getState().name(),
          Certificates.parse(certificate.getX509Der().toByteArray())
              .getNotAfter()
              .toInstant()
              .toString(),
          certificate.getName().equals(summary.current()) ? "yes" : "",
          certificate.getRevocationReason());
    }
    output.table(table);
  }
}
