package org.aureole.local.cli.party;

import java.util.Map;
import java.util.concurrent.Callable;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.DistrustedCertificate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "distrust",
    description = {
      "Refuse another party's certificate from now on and for ever, for one party.",
      "The Kingdom is not asked: what the certificate signed is refused whatever it says. A root",
      "takes every certificate under it along. An approval that was a mistake is taken back by:",
      "aureole parties untrust"
    },
    footer = {
      "",
      "Example:",
      "  aureole parties distrust 8f2ab04c91d3e765… --as edp2 --reason 'mc1 called: key is stolen'"
    })
final class DistrustCertificate implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Parameters(
      paramLabel = "FINGERPRINT",
      description =
          "SHA-256 of the certificate, 64 hexadecimal digits: what its owner reads out from aureole"
              + " keys show.")
  private String fingerprint;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; for those who operate the party later.")
  private String reason;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.party(session.config());
    Fingerprint refused = Fingerprint.fromHex(fingerprint);
    if (self.role() == PartyRole.MEASUREMENT_CONSUMER) {
      session.trust(self).distrust(refused, reason);
    } else {
      session
          .operated(self)
          .call(
              HttpMethod.POST,
              "/v1/distrustedCertificates",
              DistrustedCertificate.newBuilder()
                  .setFingerprint(refused.hex())
                  .setReason(reason)
                  .build(),
              DistrustedCertificate.getDefaultInstance());
    }
    Output output = options.output();
    if (output.isJson()) {
      output.json(Map.of("party", self.name().toString(), "distrusts", refused.hex()));
    } else {
      output.say(self.id() + " refuses whatever " + refused + " signed.");
    }
    return 0;
  }
}
