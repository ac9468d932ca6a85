package org.aureole.emulator.start;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.aureole.emulator.process.Emulator;
import org.aureole.emulator.spanner.SpannerAddress;
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
      "Measures how long each function takes, out of its deployable archive, from the start of its"
          + " process to its first answer out of a database that runs already.",
      "",
      "Every start is on one core, where this machine can keep a process to one. Wall times of"
          + " different machines do not compare: the ratio is to the start of a Java virtual machine"
          + " that says its version, in the same run.",
      "",
      "Examples:",
      "  scripts/coldstart",
      "  scripts/coldstart --runs 11 --json",
      "  scripts/coldstart --only kingdom-api",
    })
public final class ColdStart implements Callable<Integer> {
  static final Path ARCHIVES = Path.of("functions", "gcp", "target");
  private static final String POSTGRES = "PostgreSQL";
  private static final String SPANNER = "Spanner emulator";

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description = "how many starts of each kind; the medians are shown (5)")
  private int runs;

  @Option(
      names = "--only",
      paramLabel = "FUNCTION",
      description = "one function, such as duchy-api")
  private String only;

  @Option(names = "--json", description = "print one JSON object in place of the tables")
  private boolean json;

  private final List<String> pinned = pinned();

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ColdStart()).execute(arguments));
  }

  private record Figure(
      String function,
      String database,
      Technique technique,
      List<ColdFunction.Start> starts,
      double bare) {
    double median(ToDoubleFunction<ColdFunction.Start> of) {
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
            EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
        ColdGoogle google = new ColdGoogle()) {
      Map<ColdParty, FunctionArchive> archives = new EnumMap<>(ColdParty.class);
      List<Figure> figures = new ArrayList<>();
      for (ColdParty party : ColdParty.values()) {
        if (only != null && !only.startsWith(party.id() + "-")) {
          continue;
        }
        FunctionArchive archive =
            FunctionArchive.unpack(
                ARCHIVES.resolve("aureole-" + party.id() + ".zip"),
                Files.createDirectory(folder.resolve(party.id())));
        archives.put(party, archive);
        Map<String, String> databases = databases(party, postgres);
        for (String function : party.functions()) {
          String name = party.id() + "-" + function;
          if (only != null && !only.equals(name)) {
            continue;
          }
          for (Map.Entry<String, String> database : databases.entrySet()) {
            ColdFunction cold =
                new ColdFunction(
                    google, party, function, archive, database.getValue(), pinned, folder);
            for (Technique technique : techniques(party, function, database.getKey())) {
              figures.add(measure(cold, name, database.getKey(), technique, folder));
            }
          }
        }
      }
      if (figures.isEmpty()) {
        throw new CommandLine.ParameterException(
            new CommandLine(this), "there is no function " + only);
      }
      if (json) {
        System.out.println(json(archives, figures));
      } else {
        print(archives, figures);
      }
      return 0;
    } finally {
      delete(folder);
    }
  }

  /** All that may help, for the one function for which people wait; the others as they are. */
  private static List<Technique> techniques(ColdParty party, String function, String database) {
    if (party == ColdParty.KINGDOM && function.equals("api")) {
      return Technique.available();
    }
    return database.equals(POSTGRES) ? List.of(Technique.DEPLOYED) : List.of();
  }

  private static Map<String, String> databases(ColdParty party, EmbeddedPostgres postgres) {
    Map<String, String> databases = new LinkedHashMap<>();
    try (Connection admin = postgres.getPostgresDatabase().getConnection();
        Statement create = admin.createStatement()) {
      create.execute("create database " + party.id() + " template template0 locale 'C'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    databases.put(
        POSTGRES,
        "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + party.id() + "?user=postgres");
    if (party == ColdParty.KINGDOM) {
      Optional<Emulator> spanner = spanner();
      spanner.ifPresent(emulator ->
          databases.put(
              SPANNER,
              SpannerAddress.ofNew(emulator, "projects/cold/instances/cold/databases/cold")));
    }
    databases.values().forEach(address -> ColdGoogle.migrate(party, address));
    return databases;
  }

  /** What it prints is for scripts/test; here answers go there. */
  private static Optional<Emulator> spanner() {
    PrintStream answers = System.out;
    System.setOut(System.err);
    try {
      return SpannerEmulator.shared();
    } finally {
      System.setOut(answers);
    }
  }

  private Figure measure(
      ColdFunction cold, String name, String database, Technique technique, Path folder)
      throws IOException, InterruptedException {
    Path classes = folder.resolve("classes.jsa");
    if (technique.trained()) {
      Files.deleteIfExists(classes);
      cold.start(technique.training(classes));
    }
    List<ColdFunction.Start> starts = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      bare.add(ColdFunction.bareStart(pinned, folder));
      starts.add(cold.start(technique.options(classes)));
      System.err.printf(
          Locale.ROOT, "\r%s, %s, %s: %d of %d ", name, database, technique.title(), run + 1, runs);
    }
    System.err.println();
    return new Figure(name, database, technique, starts, median(bare));
  }

  /** Keeps what follows to one core, where that can be said. */
  private static List<String> pinned() {
    boolean can =
        Stream.of("/usr/bin/taskset", "/bin/taskset").map(Path::of).anyMatch(Files::isExecutable);
    return can ? List.of("taskset", "-c", "0") : List.of();
  }

  private void print(Map<ColdParty, FunctionArchive> archives, List<Figure> figures) {
    System.out.println();
    System.out.println("| archive | size |");
    System.out.println("|---|---:|");
    archives.forEach((party, archive) ->
        System.out.printf(
            Locale.ROOT, "| aureole-%s.zip | %.0f MB |%n", party.id(), archive.size() / 1e6));
    System.out.println();
    System.out.println(
        "| function | database | start | listens after | first answer after | ratio | second |");
    System.out.println("|---|---|---|---:|---:|---:|---:|");
    for (Figure figure : figures) {
      double answers = figure.median(ColdFunction.Start::answers);
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %.2f s | %.2f s | %.1f | %.0f ms |%n",
          figure.function(),
          figure.database(),
          figure.technique().title(),
          figure.median(ColdFunction.Start::listens) / 1000,
          answers / 1000,
          answers / figure.bare(),
          figure.median(ColdFunction.Start::warm));
    }
    System.out.printf(
        Locale.ROOT,
        "%nMedians of %d starts on %s, Java %s. The ratio is to a bare virtual machine in the same"
            + " minute, whose median is %.0f ms.%n",
        runs,
        pinned.isEmpty() ? "all cores (no taskset here)" : "one core",
        System.getProperty("java.version"),
        median(figures.stream().map(Figure::bare).toList()));
  }

  private JsonObject json(Map<ColdParty, FunctionArchive> archives, List<Figure> figures) {
    JsonObject all = new JsonObject();
    archives.forEach(
        (party, archive) -> all.addProperty(party.id() + "ArchiveBytes", archive.size()));
    all.addProperty("java", System.getProperty("java.version"));
    all.addProperty("oneCore", !pinned.isEmpty());
    JsonArray starts = new JsonArray();
    for (Figure figure : figures) {
      JsonObject start = new JsonObject();
      start.addProperty("function", figure.function());
      start.addProperty("database", figure.database());
      start.addProperty("technique", figure.technique().name());
      start.addProperty("listensMillis", figure.median(ColdFunction.Start::listens));
      start.addProperty("answersMillis", figure.median(ColdFunction.Start::answers));
      start.addProperty("secondAnswerMillis", figure.median(ColdFunction.Start::warm));
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
