package org.aureole.local.cli.event;

import picocli.CommandLine.Command;

/** {@code aureole events}. */
@Command(
    name = "events",
    description =
        "Generate event files, compute their true answers, hand them to a publisher, and see what"
            + " it made of them.",
    subcommands = {
      GenerateEvents.class,
      UploadEvents.class,
      ListEventFiles.class,
      ComputeTruth.class
    },
    footer = {
      "",
      "Example:",
      "  aureole events generate --out sample",
      "  aureole events upload sample/broadcaster.csv --as edp1 --group summer --wait"
    })
public final class EventsCommand {}
