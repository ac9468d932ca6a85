package org.aureole.local.cli.keys;

import java.util.Map;
import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.keys.KeyPublication;
import org.aureole.platform.keys.StoredKeys;
import org.aureole.v1.Party;
import org.aureole.v1.PartyState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "publish",
    description = {
      "Tell the Kingdom of a party's certificate and encryption key, once its operator has approved"
          + " the party.",
      "May be repeated; what it knows stays as it is."
    },
    footer = {"", "Example:", "  aureole keys publish --as mc1"})
final class PublishKeys implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.party(session.config());
    Party published = publish(session.kingdom(self), self, session.keys(self));
    Output output = options.output();
    if (output.isJson()) {
      output.json(Map.of("party", published.getName(), "certificate", published.getCertificate()));
    } else {
      output.say(published.getName() + " signs under " + published.getCertificate() + ".");
    }
    return 0;
  }

  private static Party publish(ApiClient kingdom, PartyConfig self, StoredKeys keys) {
    try {
      return KeyPublication.publish(kingdom, self.name(), keys);
    } catch (DomainException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED && !isApproved(kingdom, self)) {
        throw DomainException.precondition(
            "the Kingdom's operator has not approved "
                + self.name()
                + " yet; repeat this when it has done so, by: aureole parties approve "
                + self.name());
      }
      throw e;
    }
  }

  /** Whether it awaits no approval, as far as the Kingdom tells. */
  private static boolean isApproved(ApiClient kingdom, PartyConfig self) {
    try {
      return kingdom
              .call(HttpMethod.GET, "/v1/" + self.name(), Party.getDefaultInstance())
              .getState()
          != PartyState.AWAITING_APPROVAL;
    } catch (DomainException e) {
      return true;
    }
  }
}
