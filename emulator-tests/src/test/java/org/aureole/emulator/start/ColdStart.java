package org.aureole.emulator.start;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.aureole.emulator.process.Emulator;
import org.aureole.emulator.spanner.SpannerEmulator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code scripts/coldstart} runs. */
@Command(
    name = "coldstart",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures how long the Kingdom's API takes, as it is deployed, from the start of its process"
          + " to its first answer out of a database that runs already.",
      "",
      "Every start is on one core, where this machine can keep a process to one. Wall times of"
          + " different machines do not compare: the ratio is to the start of a Java virtual machine"
          + " that says its version, in the same run.",
      "",
      "Examples:",
      "  scripts/coldstart",
      "  scripts/coldstart --runs 11 --json",
    })
public final class ColdStart implements Callable<Integer> {
  private static final Path ARCHIVES = Path.of("functions", "gcp", "target");

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description = "how many starts of each kind; the medians are shown (5)")
  private int runs;

  @Option(names = "--json", description = "print one JSON object in place of the tables")
  private boolean json;

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ColdStart()).execute(arguments));
  }

  private record Figure(
      String database, Technique technique, List<KingdomStarts.Start> starts, double bare) {
    double median(ToDoubleFunction<KingdomStarts.Start> of) {
      return ColdStart.median(starts.stream().mapToDouble(of).boxed().toList());
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (runs < 1) {
      throw new CommandLine.ParameterException(
          new CommandLine(this), "--runs takes a whole number above 0, not " + runs);
    }
    Path folder = Files.createTempDirectory("aureole-coldstart");
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start()) {
      FunctionArchive archive =
          FunctionArchive.unpack(
              ARCHIVES.resolve("aureole-kingdom.zip"),
              Files.createDirectory(folder.resolve("kingdom")));
      List<Figure> figures = measure(archive, databases(postgres), folder);
      if (json) {
        System.out.println(json(archive, figures));
      } else {
        print(archive, figures);
      }
      return 0;
    } finally {
      delete(folder);
    }
  }

  private static Map<String, String> databases(EmbeddedPostgres postgres) {
    Map<String, String> databases = new LinkedHashMap<>();
    databases.put(
        "PostgreSQL",
        "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres?user=postgres");
    Optional<Emulator> spanner = SpannerEmulator.shared();
    spanner.ifPresent(emulator ->
        databases.put(
            "Spanner emulator",
            "jdbc:cloudspanner://"
                + emulator.address()
                + "/projects/cold/instances/cold/databases/cold"
                + ";usePlainText=true;autoConfigEmulator=true"));
    return databases;
  }

  private List<Figure> measure(FunctionArchive archive, Map<String, String> databases, Path folder)
      throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    try (KingdomStarts kingdom = new KingdomStarts(archive, pinned(), folder)) {
      for (Map.Entry<String, String> database : databases.entrySet()) {
        KingdomStarts.migrate(database.getValue());
        Path classes = folder.resolve(figures.size() + ".jsa");
        kingdom.start(database.getValue(), Technique.training(classes));
        for (Technique technique : Technique.values()) {
          List<KingdomStarts.Start> starts = new ArrayList<>();
          List<Double> bare = new ArrayList<>();
          for (int run = 0; run < runs; run++) {
            bare.add(kingdom.bareStart());
            starts.add(kingdom.start(database.getValue(), technique.options(classes)));
            System.err.printf(
                Locale.ROOT,
                "\r%s, %s: %d of %d ",
                database.getKey(),
                technique.title(),
                run + 1,
                runs);
          }
          System.err.println();
          figures.add(new Figure(database.getKey(), technique, starts, median(bare)));
        }
      }
    }
    return figures;
  }

  /** Keeps what follows to one core, where that can be said. */
  private static List<String> pinned() {
    boolean can =
        Stream.of("/usr/bin/taskset", "/bin/taskset").map(Path::of).anyMatch(Files::isExecutable);
    return can ? List.of("taskset", "-c", "0") : List.of();
  }

  private void print(FunctionArchive archive, List<Figure> figures) {
    System.out.printf(
        Locale.ROOT,
        "%nThe Kingdom's archive: %.1f MB, %d libraries. Java %s, %s.%n%n",
        archive.size() / 1e6,
        archive.libraries(),
        System.getProperty("java.version"),
        pinned().isEmpty() ? "all cores (no taskset here)" : "one core");
    System.out.println(
        "| database | start | listens after | first answer after | ratio | second answer takes |");
    System.out.println("|---|---|---:|---:|---:|---:|");
    for (Figure figure : figures) {
      double answers = figure.median(KingdomStarts.Start::answers);
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %.0f ms | %.0f ms | %.1f | %.0f ms |%n",
          figure.database(),
          figure.technique().title(),
          figure.median(KingdomStarts.Start::listens),
          answers,
          answers / figure.bare(),
          figure.median(KingdomStarts.Start::warm));
    }
    System.out.printf(
        Locale.ROOT,
        "%nMedians of %d starts. The ratio is to a bare Java virtual machine: %.0f ms.%n",
        runs,
        median(figures.stream().map(Figure::bare).toList()));
  }

  private static JsonObject json(FunctionArchive archive, List<Figure> figures) {
    JsonObject all = new JsonObject();
    all.addProperty("archiveBytes", archive.size());
    all.addProperty("libraries", archive.libraries());
    all.addProperty("java", System.getProperty("java.version"));
    all.addProperty("oneCore", !pinned().isEmpty());
    JsonArray starts = new JsonArray();
    for (Figure figure : figures) {
      JsonObject start = new JsonObject();
      start.addProperty("database", figure.database());
      start.addProperty("technique", figure.technique().name());
      start.addProperty("listensMillis", figure.median(KingdomStarts.Start::listens));
      start.addProperty("answersMillis", figure.median(KingdomStarts.Start::answers));
      start.addProperty("secondAnswerMillis", figure.median(KingdomStarts.Start::warm));
      start.addProperty("yardstickMillis", figure.bare());
      starts.add(start);
    }
    all.add("starts", starts);
    return all;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
