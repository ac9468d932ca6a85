package org.aureole.local.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "generate-completion",
    description = "Write a script that teaches bash or zsh to complete this command line.",
    footer = {
      "",
      "Examples:",
      "  source <(aureole generate-completion)",
      "  aureole generate-completion > ~/.aureole-completion"
    })
final class GenerateCompletion implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    command
        .commandLine()
        .getOut()
        .println(AutoComplete.bash(command.root().name(), command.root().commandLine()));
    command.commandLine().getOut().flush();
    return 0;
  }
}
