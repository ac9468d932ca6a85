package org.aureole.local.cli.party;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aureole.crypto.consent.Certificates;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Pem;
import org.aureole.edp.TestParty;
import org.aureole.local.cli.CommandRun;
import org.aureole.local.cli.UnsignedToken;
import org.aureole.platform.http.ScriptedServer;
import org.aureole.v1.ListTrustedRootsResponse;
import org.aureole.v1.Party;
import org.aureole.v1.PartyState;
import org.aureole.v1.TrustedRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A root goes from who registers to who trusts it, through files, and an approval goes back. */
class RootHandoverTest {
  private static final Map<String, String> PROTOBUF =
      Map.of("Content-Type", "application/x-protobuf");

  private final ScriptedServer server = new ScriptedServer();

  @TempDir private Path folder;

  @BeforeEach
  void connect() {
    for (String consumer : List.of("mc1", "mc2")) {
      connect(consumer, "MEASUREMENT_CONSUMER");
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void connect(String id, String role, String... more) {
    String url = server.url().toString();
    String[] options = {"--role", role, "--kingdom", url, "--token-command"};
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add("echo " + UnsignedToken.of(url));
    arguments.addAll(List.of(more));
    run("market connect " + id, arguments.toArray(String[]::new)).ok();
  }

  private CommandRun run(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--market", folder.resolve("market").toString()));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private void answer(int status, Message message) {
    server.then(status, PROTOBUF, message.toByteArray());
  }

  private static Party awaitingApproval() {
    return Party.newBuilder()
        .setName("measurementConsumers/mc1")
        .setState(PartyState.AWAITING_APPROVAL)
        .build();
  }

  /** What mc1 hands over: all that its people saw on the terminal. */
  private Path handedOver() throws Exception {
    answer(200, awaitingApproval());
    String out = run("parties register --as mc1").ok().out();
    assertThat(out).contains("-----BEGIN CERTIFICATE-----\n").doesNotContain("?");
    return Files.writeString(folder.resolve("mc1.pem"), out);
  }

  private static Fingerprint fingerprint(Path pem) throws Exception {
    return Certificates.fingerprint(Pem.decoded(Files.readAllBytes(pem)));
  }

  @Test
  void whatRegisterShowsIsARootThatTrustTakes() throws Exception {
    Path root = handedOver();

    String told =
        run("parties trust measurementConsumers/mc1 --as mc2 --root", root.toString()).ok().out();

    assertThat(told).contains(fingerprint(root).toString());
    assertThat(run("parties trusted --as mc2").ok().out()).contains("measurementConsumers/mc1");
  }

  @Test
  void aRootThatWasApprovedForTheWrongPartyIsTakenBackAndServesTheRightOne() throws Exception {
    Path root = handedOver();
    run("parties trust duchies/worker2 --as mc2 --root", root.toString()).ok();
    CommandRun clash =
        run("parties trust measurementConsumers/mc1 --as mc2 --root", root.toString());
    assertThat(clash.exitCode()).isEqualTo(1);
    assertThat(clash.err()).contains("duchies/worker2", "aureole parties untrust");

    assertThat(run("parties untrust duchies/worker2 --as mc2").ok().out())
        .contains("mc2 no longer trusts the root " + fingerprint(root));
    assertThat(run("parties untrust duchies/worker2 --as mc2").ok().out())
        .contains("nothing was changed");

    run("parties trust measurementConsumers/mc1 --as mc2 --root", root.toString()).ok();
    assertThat(run("parties trusted --as mc2").ok().out())
        .contains("measurementConsumers/mc1")
        .doesNotContain("worker2");
  }

  @Test
  void ofSeveralRootsOfAPartyTheOneThatIsMeantIsNamed() throws Exception {
    Path first = handedOver();
    answer(200, awaitingApproval());
    Path second =
        Files.writeString(folder.resolve("2.pem"), run("parties register --as mc2").ok().out());
    connect("mc3", "MEASUREMENT_CONSUMER");
    for (Path root : List.of(first, second)) {
      run("parties trust duchies/worker2 --as mc3 --root", root.toString()).ok();
    }

    CommandRun open = run("parties untrust duchies/worker2 --as mc3");
    assertThat(open.exitCode()).isEqualTo(2);
    assertThat(open.err()).contains(fingerprint(first).hex(), fingerprint(second).hex());
    run("parties untrust duchies/worker2 --as mc3 --root", fingerprint(second).hex()).ok();

    assertThat(run("parties trusted --as mc3").ok().out())
        .contains(fingerprint(first).hex())
        .doesNotContain(fingerprint(second).hex());
  }

  @Test
  void aDataProviderTakesAnApprovalBackAtItsOwnApi() throws Exception {
    connect("edp1", "EVENT_DATA_PROVIDER", "--api", server.url().toString());
    TrustedRoot mistake = new TestParty("duchies/worker2").trustedRoot();
    answer(200, ListTrustedRootsResponse.newBuilder().addTrustedRoots(mistake).build());
    answer(200, TrustedRoot.getDefaultInstance());

    run("parties untrust duchies/worker2 --as edp1").ok();

    ScriptedServer.Seen last = server.seen().get(server.seen().size() - 1);
    assertThat(last.path()).isEqualTo("/v1/trustedRoots:remove");
    assertThat(TrustedRoot.parseFrom(last.body())).isEqualTo(mistake);
  }

  @Test
  void whoTakesBackItsOwnRootIsToldThatItNeedsIt() {
    CommandRun run = run("parties untrust measurementConsumers/mc2 --as mc2");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("PARTY: is measurementConsumers/mc2 itself");
  }

  @Test
  void keysAreMadeByRegisterFirst() {
    for (String command : List.of("keys publish", "keys show", "keys rotate")) {
      CommandRun run = run(command + " --as mc1");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .contains("mc1 has no keys in this folder yet; first: aureole parties register --as mc1");
    }
    assertThat(server.seen()).isEmpty();
  }

  @Test
  void theKeysOfADataProviderElsewhereAreInItsOwnProject() {
    connect("edp1", "EVENT_DATA_PROVIDER", "--api", server.url().toString());
    for (String command : List.of("keys publish", "keys show", "keys rotate")) {
      CommandRun run = run(command + " --as edp1");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("edp1 are not here", "own project", "rotate-keys");
    }
    assertThat(folder.resolve("market/parties/edp1/keys")).doesNotExist();
  }

  @Test
  void whoIsNotApprovedYetPublishesLater() {
    answer(200, awaitingApproval());
    byte[] refusal =
        """
        {"error": {
          "code": 403,
          "status": "PERMISSION_DENIED",
          "message": "this method is not for a caller of role UNREGISTERED; it is for DUCHY",
          "details": [{
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "PERMISSION_DENIED",
            "domain": "aureole"
          }]
        }}
        """
            .getBytes(StandardCharsets.UTF_8);
    server.then(403, Map.of("Content-Type", "application/json"), refusal);
    run("parties register --as mc1").ok();

    CommandRun run = run("keys publish --as mc1");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("has not approved this party, or not yet")
        .doesNotContain("--as");
  }
}
