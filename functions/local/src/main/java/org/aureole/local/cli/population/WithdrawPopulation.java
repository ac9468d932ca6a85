package org.aureole.local.cli.population;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
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
import org.aureole.v1.WithdrawPopulationRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "withdraw",
    description = "Approve a population no longer, for one party.",
    footer = {"", "Example:", "  aureole populations withdraw people.textproto --as edp2"})
final class WithdrawPopulation implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;
  @Mixin private PopulationChoice population;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.populationUser(session.config());
    Fingerprint digest = population.digest();
    if (self.role() == PartyRole.MEASUREMENT_CONSUMER) {
      session.populations(self).withdraw(population.name(), digest);
    } else {
      session
          .operated(self)
          .call(
              HttpMethod.POST,
              "/v1/approvedPopulations:withdraw",
              WithdrawPopulationRequest.newBuilder()
                  .setPopulation(population.name().toString())
                  .setPopulationSpecDigest(ByteString.copyFrom(digest.bytes()))
                  .build(),
              Empty.getDefaultInstance());
    }
    Output output = options.output();
    if (output.isJson()) {
      output.json(
          Map.of(
              "party", self.name().toString(),
              "population", population.name().toString(),
              "digest", digest.hex()));
    } else {
      output.say(
          self.id()
              + " does not approve "
              + population.name()
              + " with digest "
              + digest
              + " any longer.");
    }
    return 0;
  }
}
