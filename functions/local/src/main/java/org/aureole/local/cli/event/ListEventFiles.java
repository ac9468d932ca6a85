package org.aureole.local.cli.event;

import java.util.List;
import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.v1.EventFile;
import org.aureole.v1.ListEventFilesResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    description = {
      "List the event files that a data provider found in its bucket, and why one cannot be used.",
      "Rows in its messages count from 1 after the header."
    },
    footer = {"", "Example:", "  aureole events list --as edp1"})
final class ListEventFiles implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Override
  public Integer call() {
    Session session = options.session();
    List<EventFile> files =
        UploadedFiles.list(session.operated(identity.eventDataProvider(session.config())));
    Output output = options.output();
    if (output.isJson()) {
      output.json(ListEventFilesResponse.newBuilder().addAllEventFiles(files));
      return 0;
    }
    Table table = new Table().text("FILE").text("EVENT GROUP").number("EVENTS").text("ERROR");
    for (EventFile file : files) {
      boolean usable = file.getError().isEmpty();
      table.row(
          file.getObject(),
          file.getEventGroup(),
          usable ? Labels.count(file.getRows()) : "",
          file.getError());
    }
    if (table.isEmpty()) {
      output.say("There are none; add one by: aureole events upload");
    } else {
      output.table(table);
    }
    return 0;
  }
}
