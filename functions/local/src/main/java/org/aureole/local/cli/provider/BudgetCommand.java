package org.aureole.local.cli.provider;

import picocli.CommandLine.Command;

/** {@code aureole budget}. */
@Command(
    name = "budget",
    description = "See what measurement consumers used of a data provider's privacy budget.",
    subcommands = ShowBudget.class,
    footer = {"", "Example:", "  aureole budget show --as edp1"})
public final class BudgetCommand {}
