package org.aureole.local.cli.measurement;

import picocli.CommandLine.Command;

/** {@code aureole measurements}. */
@Command(
    name = "measurements",
    description = "Ask for measurements and read their results, as a measurement consumer.",
    subcommands = {
      CreateMeasurement.class,
      GetMeasurement.class,
      ListMeasurements.class,
      CancelMeasurement.class,
      ExplainMeasurement.class,
      ShowTimeline.class,
      WatchMeasurement.class
    },
    footer = {
      "",
      "Example:",
      "  aureole measurements create --type REACH -g edp1/summer -g edp2/summer \\",
      "      --from 2026-05-01 --to 2026-05-15 --wait"
    })
public final class MeasurementsCommand {}
