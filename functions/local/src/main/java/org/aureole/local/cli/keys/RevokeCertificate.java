package org.aureole.local.cli.keys;

import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.name.CertificateName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.Certificate;
import org.aureole.v1.RevokeCertificateRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "revoke",
    description = {
      "Revoke a certificate for ever. Every pending measurement that rests on it fails.",
      "If it is the current one, replace it afterwards: aureole keys rotate."
    },
    footer = {
      "",
      "Example:",
      "  aureole keys revoke 8f2ab04c91d3e765 --as edp1 --reason 'key was on a lost laptop'"
    })
final class RevokeCertificate implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Parameters(
      paramLabel = "CERTIFICATE",
      description = "Its id, as aureole keys show lists it, or its whole name.")
  private String certificate;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; everybody in the market can read it.")
  private String reason;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.party(session.config());
    CertificateName name =
        certificate.contains("/")
            ? CertificateName.parse(certificate)
            : new CertificateName(self.name(), certificate);
    Certificate revoked =
        session
            .kingdom(self)
            .call(
                HttpMethod.POST,
                "/v1/" + name + ":revoke",
                RevokeCertificateRequest.newBuilder().setReason(reason).build(),
                Certificate.getDefaultInstance());
    Output output = options.output();
    if (output.isJson()) {
      output.json(revoked);
    } else {
      output.say(revoked.getName() + " is " + revoked.getState() + ".");
    }
    return 0;
  }
}
