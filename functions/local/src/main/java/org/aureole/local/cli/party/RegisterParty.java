package org.aureole.local.cli.party;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aureole.crypto.consent.Certificates;
import org.aureole.crypto.consent.Pem;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.MeasurementConsumerCapabilities;
import org.aureole.v1.Party;
import org.aureole.v1.PartyState;
import org.aureole.v1.RegisterPartyRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "register",
    description = {
      "Ask the Kingdom to take a measurement consumer into its market. Its keys are made on this"
          + " machine if it has none, and stay here.",
      "Shows the root certificate, which the other parties are handed by a way that they trust. May"
          + " be repeated. Duchies and data providers register by their job's command join."
    },
    footer = {
      "",
      "Examples:",
      "  aureole parties register --as mc1",
      "  aureole parties register --as mc1 --webhook --json"
    })
final class RegisterParty implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Option(
      names = "--webhook",
      description =
          "The Kingdom tells it when a measurement has ended, at a URL that the market's operator is"
              + " told.")
  private boolean webhook;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.consumer(session.config());
    byte[] root = session.createKeys(self);
    // It reads back from the Kingdom what it signed itself.
    session.trust(self).approve(self.name(), root);
    Party registered =
        session
            .kingdom(self)
            .call(
                HttpMethod.POST,
                "/v1/parties:register",
                RegisterPartyRequest.newBuilder()
                    .setParty(
                        Party.newBuilder()
                            .setName(self.name().toString())
                            .setDisplayName(self.displayName())
                            .setRootCertificate(ByteString.copyFrom(root))
                            .setMeasurementConsumer(
                                MeasurementConsumerCapabilities.newBuilder().setWebhook(webhook)))
                    .build(),
                Party.getDefaultInstance());
    show(registered, self, root);
    return 0;
  }

  private void show(Party registered, PartyConfig self, byte[] root) {
    Output output = options.output();
    if (output.isJson()) {
      output.json(
          Map.of(
              "party", registered.getName(),
              "state", registered.getState().name(),
              "rootFingerprint", Certificates.fingerprint(root).hex(),
              "rootCertificate", Pem.of(root)));
      return;
    }
    output.say(registered.getName() + " is " + registered.getState() + " at the Kingdom.");
    if (registered.getState() == PartyState.AWAITING_APPROVAL) {
      output.say(
          "When the market's operator has approved it: aureole keys publish --as "
              + self.id()
              + options.marketArgument());
    }
    output.say("");
    output.say("Its root certificate, " + Certificates.fingerprint(root) + ":");
    output.say(Pem.of(root).lines().toList());
  }
}
