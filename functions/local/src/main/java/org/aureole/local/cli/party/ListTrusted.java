package org.aureole.local.cli.party;

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
import org.aureole.local.market.PartyRole;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.ListTrustedRootsResponse;
import org.aureole.v1.TrustedRoot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "trusted",
    description = "List the root certificates that a party approved.",
    footer = {"", "Example:", "  aureole parties trusted --as edp2"})
final class ListTrusted implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.party(session.config());
    List<TrustedRoot> roots = roots(session, self);
    Output output = options.output();
    if (output.isJson()) {
      output.json(ListTrustedRootsResponse.newBuilder().addAllTrustedRoots(roots));
      return 0;
    }
    Table table = new Table().text("PARTY").text("ROOT").text("APPROVED");
    for (TrustedRoot root : roots) {
      table.row(
          root.getParty(),
          Certificates.fingerprint(root.getRootCertificate().toByteArray()).hex(),
          Labels.time(root.getCreateTime()));
    }
    if (table.isEmpty()) {
      output.say(self.id() + " trusts nobody yet; approve a root by: aureole parties trust");
    } else {
      output.table(table);
    }
    return 0;
  }

  private static List<TrustedRoot> roots(Session session, PartyConfig self) {
    if (self.role() == PartyRole.MEASUREMENT_CONSUMER) {
      return session.trust(self).list().stream()
          .map(root ->
              TrustedRoot.newBuilder()
                  .setParty(root.party().toString())
                  .setRootCertificate(root.der())
                  .build())
          .toList();
    }
    return session
        .operated(self)
        .call(HttpMethod.GET, "/v1/trustedRoots", ListTrustedRootsResponse.getDefaultInstance())
        .getTrustedRootsList();
  }
}
