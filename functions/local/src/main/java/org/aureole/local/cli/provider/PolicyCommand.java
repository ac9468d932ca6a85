package org.aureole.local.cli.provider;

import picocli.CommandLine.Command;

/** {@code aureole policy}. */
@Command(
    name = "policy",
    description = "See and replace what a data provider answers, to whom, and how privately.",
    subcommands = {ShowPolicy.class, ReplacePolicy.class},
    footer = {"", "Example:", "  aureole policy show --as edp1"})
public final class PolicyCommand {}
