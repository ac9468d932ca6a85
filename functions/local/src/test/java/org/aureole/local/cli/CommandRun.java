package org.aureole.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** One run of the command line in this process, and what came of it. */
public record CommandRun(int exitCode, String out, String err) {
  public static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Aureole.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  /** The run, which must have worked. */
  public CommandRun ok() {
    assertThat(exitCode).as("exit code; it said: %s%s", out, err).isZero();
    return this;
  }

  /** The one line of JSON that was written. */
  public JsonObject json() {
    ok();
    List<String> lines = out.lines().toList();
    assertThat(lines).as("lines of %s", out).hasSize(1);
    return JsonParser.parseString(lines.get(0)).getAsJsonObject();
  }
}
