package org.aureole.local.cli.party;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
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
import org.aureole.v1.DistrustedCertificate;
import org.aureole.v1.ListDistrustedCertificatesResponse;
import org.aureole.v1.ListTrustedRootsResponse;
import org.aureole.v1.TrustedRoot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "trusted",
    description = "List the root certificates that a party approved, and what it refuses.",
    footer = {"", "Example:", "  aureole parties trusted --as edp2"})
final class ListTrusted implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.party(session.config());
    List<TrustedRoot> roots = new Introduction(session).trusted(self);
    List<DistrustedCertificate> refused = refused(session, self);
    Output output = options.output();
    if (output.isJson()) {
      JsonObject json =
          Output.tree(ListTrustedRootsResponse.newBuilder().addAllTrustedRoots(roots))
              .getAsJsonObject();
      JsonArray distrusted = new JsonArray();
      refused.forEach(certificate -> distrusted.add(Output.tree(certificate)));
      json.add("distrustedCertificates", distrusted);
      output.json(json);
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
    if (!refused.isEmpty()) {
      output.say("");
      Table distrusted = new Table().text("REFUSED CERTIFICATE").text("BECAUSE");
      refused.forEach(one -> distrusted.row(one.getFingerprint(), one.getReason()));
      output.table(distrusted);
    }
    return 0;
  }

  private static List<DistrustedCertificate> refused(Session session, PartyConfig self) {
    if (self.role() == PartyRole.MEASUREMENT_CONSUMER) {
      return session.trust(self).distrusted().entrySet().stream()
          .map(one ->
              DistrustedCertificate.newBuilder()
                  .setFingerprint(one.getKey().hex())
                  .setReason(one.getValue())
                  .build())
          .toList();
    }
    return session
        .operated(self)
        .call(
            HttpMethod.GET,
            "/v1/distrustedCertificates",
            ListDistrustedCertificatesResponse.getDefaultInstance())
        .getDistrustedCertificatesList();
  }
}
