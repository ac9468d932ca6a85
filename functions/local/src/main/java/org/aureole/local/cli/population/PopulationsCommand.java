package org.aureole.local.cli.population;

import picocli.CommandLine.Command;

/** {@code aureole populations}. */
@Command(
    name = "populations",
    description = "See, publish and approve the populations whose virtual people are counted.",
    subcommands = {
      ListPopulations.class,
      PublishPopulation.class,
      ApprovePopulation.class,
      ListApprovedPopulations.class,
      WithdrawPopulation.class
    },
    footer = {"", "Example:", "  aureole populations list"})
public final class PopulationsCommand {}
