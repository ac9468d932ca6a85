package org.aureole.local.cli.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Progress;
import org.aureole.local.cli.console.Table;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.secret.PrivateFolder;
import org.aureole.model.error.DomainException;
import org.aureole.platform.blob.BlobNames;
import org.aureole.v1.EventFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "upload",
    description = {
      "Put event files into a data provider's bucket, each as a whole.",
      "The provider finds them by itself and registers the event group at the Kingdom. Rows in its"
          + " messages count from 1 after the header."
    },
    footer = {
      "",
      "Examples:",
      "  aureole events upload sample/broadcaster.csv --as edp1 --group summer --wait",
      "  aureole events upload day1.parquet day2.parquet --as edp2 --group summer"
    })
final class UploadEvents implements Callable<Integer> {
  private static final String BUCKET = "events";
  private static final int BUFFER = 1 << 16;
  private static final Pattern GROUP = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final int LONGEST_GROUP = 63;

  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Event files, their names ending in .csv or .parquet.")
  private List<Path> files;

  @Option(
      names = "--group",
      paramLabel = "ID",
      description =
          "The event group that the files belong to; where it is left out each file is a group of"
              + " its own, named as the file.")
  private String group;

  @Option(
      names = "--wait",
      description = "Wait until the files are read and the event group is at the Kingdom.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "PT2M",
      description = "How long to wait at most (default: ${DEFAULT-VALUE}).")
  private Duration timeout;

  @Override
  public Integer call() throws IOException {
    checkGroup();
    Session session = options.session();
    if (session.config().isElsewhere()) {
      throw DomainException.precondition(
          "the market of this folder runs elsewhere: there the people of a data provider put event"
              + " files into its own bucket, as with gcloud storage cp; what became of them shows:"
              + " aureole events list");
    }
    PartyConfig provider = identity.eventDataProvider(session.config());
    Path bucket = session.folder().bucket(provider.id(), BUCKET);
    if (!Files.isDirectory(bucket)) {
      throw DomainException.precondition(
          provider.id() + " has no bucket yet; start the market once, with: aureole market up");
    }
    List<String> objects = files.stream().map(this::objectName).toList();
    Output output = options.output();
    UploadedFiles uploaded = new UploadedFiles(session, provider);
    for (int i = 0; i < objects.size(); i++) {
      copy(output, files.get(i), bucket.resolve(objects.get(i)));
      uploaded.add(objects.get(i), Files.size(files.get(i)));
    }
    List<EventFile> known = new ArrayList<>();
    if (wait) {
      known.addAll(uploaded.await(timeout));
    }
    show(output, objects, known);
    if (!wait) {
      output.say(
          provider.id()
              + " reads "
              + (objects.size() == 1 ? "it" : "them")
              + " now; see: aureole events list --as "
              + provider.id()
              + options.marketArgument());
    }
    return 0;
  }

  /**
   * Data providers would make a resource id of any name; whoever asks should know it beforehand.
   */
  private void checkGroup() {
    if (group != null && (group.length() > LONGEST_GROUP || !GROUP.matcher(group).matches())) {
      throw DomainException.invalid(
          "--group",
          "'"
              + group
              + "' is no resource id; use 1 to "
              + LONGEST_GROUP
              + " lower-case letters and digits, with single hyphens between them");
    }
  }

  private String objectName(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw DomainException.invalid("FILE", file + " is no file that can be read");
    }
    String name = file.getFileName().toString();
    if (!name.endsWith(".csv") && !name.endsWith(".parquet")) {
      throw DomainException.invalid(
          "FILE", file + " must have a name that ends in .csv or .parquet");
    }
    return BlobNames.check(group == null ? name : group + "/" + name);
  }

  /** Shows the file under its name only once it is whole. */
  private static void copy(Output output, Path file, Path target) throws IOException {
    PrivateFolder.create(target.getParent());
    Path draft = target.resolveSibling("." + UUID.randomUUID());
    try (InputStream in = Files.newInputStream(file);
        OutputStream out =
            Files.newOutputStream(Files.createFile(draft, PrivateFolder.fileAttributes()));
        Progress progress =
            Progress.of(output, file.getFileName().toString(), Files.size(file), "bytes")) {
      byte[] buffer = new byte[BUFFER];
      long done = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        done += read;
        progress.reach(done);
      }
      Files.move(
          draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void show(Output output, List<String> objects, List<EventFile> known) {
    if (output.isJson()) {
      output.json(
          Map.of("objects", objects, "eventFiles", known.stream().map(Output::tree).toList()));
      return;
    }
    output.say("Uploaded " + String.join(", ", objects) + ".");
    if (!known.isEmpty()) {
      Table table =
          new Table().text("FILE").text("EVENT GROUP").number("EVENTS").text("FROM").text("TO");
      for (EventFile file : known) {
        table.row(
            file.getObject(),
            file.getEventGroup(),
            Labels.count(file.getRows()),
            Labels.time(file.getEventInterval().getStartTime()),
            Labels.time(file.getEventInterval().getEndTime()));
      }
      output.table(table);
    }
  }
}
