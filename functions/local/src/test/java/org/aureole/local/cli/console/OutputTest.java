package org.aureole.local.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.aureole.v1.Party;
import org.junit.jupiter.api.Test;

class OutputTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private Output output(boolean json) {
    return new Output(new PrintWriter(out), new PrintWriter(err), json);
  }

  @Test
  void peopleReadSentencesAndTables() {
    Output output = output(false);
    output.say("hello");
    output.table(new Table().text("A").row("1"));
    output.note("working");

    assertThat(out.toString().lines()).containsExactly("hello", "A", "1");
    assertThat(err.toString().lines()).containsExactly("working");
  }

  @Test
  void scriptsReadJsonAndNothingElse() {
    Output output = output(true);
    output.say("hello");
    output.note("working");
    output.table(new Table().text("A").row("1"));
    output.json(
        Map.of("parties", List.of(Output.tree(Party.newBuilder().setName("duchies/a>b").build()))));

    assertThat(out.toString().lines())
        .containsExactly("{\"parties\":[{\"name\":\"duchies/a>b\"}]}");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aMessageIsOneLineOfTheContractsJson() {
    output(true).json(Party.newBuilder().setDisplayName("two\nlines"));

    assertThat(out.toString().strip()).isEqualTo("{\"displayName\":\"two\\nlines\"}");
  }

  @Test
  void aFilterReadsAsItWasWritten() {
    output(true).json(Party.newBuilder().setDisplayName("a == 'b' && c < 1"));

    assertThat(out.toString().strip()).isEqualTo("{\"displayName\":\"a == 'b' && c < 1\"}");
  }

  @Test
  void whatMustBeKnownIsSaidToScriptsToo() {
    output(true).warn("warning: beware");

    assertThat(err.toString().strip()).isEqualTo("warning: beware");
    assertThat(out.toString()).isEmpty();
  }
}
