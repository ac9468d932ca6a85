package org.aureole.local.cli.provider;

import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.DeclineRequisitionRequest;
import org.aureole.v1.Fulfillment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "refuse",
    description = {
      "Decline a requisition by hand, before it is answered.",
      "The measurement then fails, and the consumer reads the message."
    },
    footer = {
      "",
      "Example:",
      "  aureole requisitions refuse 5d1f0c83a9b2467e90d4c1f7723ab865 --as edp1 \\",
      "      --message 'this campaign is not ours'"
    })
final class RefuseRequisition implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Parameters(
      paramLabel = "REQUISITION",
      description = "Its id, as aureole requisitions list shows it, or its whole name.")
  private String requisition;

  @Option(
      names = "--message",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What to tell the measurement consumer.")
  private String message;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.dataProvider(session.config());
    RequisitionName name =
        requisition.contains("/")
            ? RequisitionName.parse(requisition)
            : new RequisitionName(self.id(), requisition);
    Fulfillment refused =
        session
            .operated(self)
            .call(
                HttpMethod.POST,
                "/v1/requisitions/" + name.requisition() + ":refuse",
                DeclineRequisitionRequest.newBuilder().setMessage(message).build(),
                Fulfillment.getDefaultInstance());
    Output output = options.output();
    if (output.isJson()) {
      output.json(refused);
    } else {
      output.say(refused.getName() + " is " + refused.getState() + ".");
    }
    return 0;
  }
}
