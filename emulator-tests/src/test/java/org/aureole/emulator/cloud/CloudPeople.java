package org.aureole.emulator.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aureole.local.cli.Aureole;
import org.aureole.local.market.PartyConfig;
import org.aureole.v1.OidcSubject;

/**
 * What the people of the parties do at their desks to bring a market together, by the commands that
 * {@code infra/README.md} gives; each party has a desk, a folder, of its own. Thread-safe for
 * different parties.
 */
final class CloudPeople {
  private final Path desks;
  private final Path gcloud;
  private final PartyConfig kingdom;

  /**
   * @param gcloud the command that gives tokens
   */
  CloudPeople(Path desks, Path gcloud, PartyConfig kingdom) {
    this.desks = desks;
    this.gcloud = gcloud;
    this.kingdom = kingdom;
  }

  /** The folder of those who act for a party. */
  Path desk(PartyConfig party) {
    return desks.resolve(party.id());
  }

  /**
   * Connects to the market.
   *
   * @param account as which service account they call
   */
  void connect(PartyConfig party, String account) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "market",
                "connect",
                party.id(),
                "--role",
                party.role().name(),
                "--name",
                party.displayName(),
                "--kingdom",
                kingdom.url().toString(),
                "--token-command",
                "'"
                    + gcloud
                    + "' auth print-identity-token --impersonate-service-account="
                    + account
                    + " --audiences=\"$AUDIENCE\""));
    if (party.role().isServer() && party != kingdom) {
      arguments.addAll(List.of("--api", party.url().toString()));
    }
    run(party, arguments);
  }

  /** The market's operator lets a party take part. */
  void approve(PartyConfig party) {
    run(kingdom, List.of("parties", "approve", party.name().toString()));
  }

  /**
   * A consumer registers, to be told by webhook; returns its root certificate as it hands that on.
   */
  String register(PartyConfig consumer) {
    return run(consumer, List.of("parties", "register", "--webhook"))
        .get("rootCertificate")
        .getAsString();
  }

  void publishKeys(PartyConfig consumer) {
    run(consumer, List.of("keys", "publish"));
  }

  /**
   * Lets a party trust another one.
   *
   * @param root in PEM, with whatever stands around it
   * @param caller as whom the other calls
   */
  void trust(PartyConfig party, PartyConfig peer, String root, OidcSubject caller) {
    try {
      Path file = Files.writeString(desk(party).resolve(peer.id() + ".pem"), root);
      run(
          party,
          List.of(
              "parties",
              "trust",
              peer.name().toString(),
              "--root",
              file.toString(),
              "--subject",
              caller.getSubject(),
              "--issuer",
              caller.getIssuer()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonObject run(PartyConfig party, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--json", "--market", desk(party).toString()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Aureole.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    assertThat(exitCode).as("aureole %s: %s", String.join(" ", arguments), err).isZero();
    return JsonParser.parseString(out.toString()).getAsJsonObject();
  }
}
