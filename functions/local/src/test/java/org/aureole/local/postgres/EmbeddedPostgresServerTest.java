package org.aureole.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.aureole.local.process.ProcessLife;
import org.aureole.model.error.DomainException;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("store")
class EmbeddedPostgresServerTest {
  private static final InstantSource CLOCK = InstantSource.system();

  /** A folder after a complete first start, which takes longest, copied for each test. */
  @TempDir static Path prepared;

  @TempDir Path parent;
  private Path folder;

  @BeforeAll
  static void prepare() {
    EmbeddedPostgresServer.start(prepared, EmbeddedPostgresServer.ANY_PORT).close();
  }

  @BeforeEach
  void copyPrepared() throws IOException {
    folder = parent.resolve("a market's data");
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(prepared)) {
      paths = walk.toList();
    }
    for (Path path : paths) {
      Files.copy(
          path, folder.resolve(prepared.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  @Test
  void dataSurviveARestartAndCommitsAreSynced() {
    try (EmbeddedPostgresServer server = start();
        Database database = PostgresDatabases.open(server, "party", CLOCK)) {
      assertThat(setting(database, "fsync")).isEqualTo("on");
      assertThat(setting(database, "synchronous_commit")).isEqualTo("on");
      assertThat(setting(database, "listen_addresses")).isEqualTo("127.0.0.1");
      database.run("write", EmbeddedPostgresServerTest::writeHistory);
    }
    try (EmbeddedPostgresServer server = start();
        Database database = PostgresDatabases.open(server, "party", CLOCK)) {
      assertThat(entities(database)).containsExactly("things/1");
    }
  }

  @Test
  void eachPartyHasADatabaseOfItsOwn() {
    try (EmbeddedPostgresServer server = start();
        Database first = PostgresDatabases.open(server, "first", CLOCK);
        Database second = PostgresDatabases.open(server, "second", CLOCK)) {
      first.run("write", EmbeddedPostgresServerTest::writeHistory);
      assertThat(entities(first)).hasSize(1);
      assertThat(entities(second)).isEmpty();
    }
  }

  @Test
  void onlyThePasswordOpensIt() throws IOException {
    try (EmbeddedPostgresServer server = start()) {
      assertThatThrownBy(() -> DriverManager.getConnection(server.url("postgres"), "postgres", ""))
          .isInstanceOf(SQLException.class);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("password"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aFolderInUseIsRefused() {
    try (EmbeddedPostgresServer server = start()) {
      assertThat(server.port()).isPositive();
      assertThatThrownBy(this::start)
          .isInstanceOf(DomainException.class)
          .hasMessageContaining("in use by another process");
    }
  }

  @Test
  void aTakenPortIsRefusedByItsNumber() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> EmbeddedPostgresServer.start(folder, port))
          .hasMessageContaining("port " + port + " on 127.0.0.1 is taken");
    }
    try (EmbeddedPostgresServer server = start()) {
      assertThat(server.port()).as("the folder is free again").isPositive();
    }
  }

  @Test
  void aDamagedFolderIsExplained() throws IOException {
    Files.delete(folder.resolve("data/PG_VERSION"));
    assertThatThrownBy(() ->
            EmbeddedPostgresServer.start(
                folder, EmbeddedPostgresServer.ANY_PORT, Duration.ofSeconds(1)))
        .isInstanceOf(DomainException.class)
        .hasMessageContaining("does not start on " + folder);
  }

  @Test
  void aFolderWithoutItsPasswordIsExplained() throws IOException {
    Files.delete(folder.resolve("password"));
    assertThatThrownBy(this::start).hasMessageContaining("lacks its file 'password'");
  }

  @Test
  void whatAnUnfinishedFirstStartLeftIsReplaced() throws IOException {
    Files.delete(folder.resolve("ready"));
    Files.writeString(folder.resolve("data/postgresql.conf"), "half written");
    try (EmbeddedPostgresServer server = start();
        Database database = PostgresDatabases.open(server, "party", CLOCK)) {
      assertThat(entities(database)).isEmpty();
    }
  }

  @Test
  void aProcessNumberThatIsNoServerIsClearedAway() throws IOException {
    long self = ProcessHandle.current().pid();
    Files.writeString(folder.resolve("data/postmaster.pid"), self + "\n" + folder + "/data\n");
    try (EmbeddedPostgresServer server = start()) {
      assertThat(server.port()).isPositive();
    }
  }

  @Test
  void aServerLeftByAKilledProgramIsStoppedAndItsCommitsAreThere() throws Exception {
    Process program =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                ProgramThatIsKilled.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = program.inputReader()) {
      assertThat(output.lines().takeWhile(line -> !line.equals("committed")))
          .as("log lines before the word")
          .noneMatch(line -> line.contains("ERROR"));
      program.destroyForcibly().waitFor();
    }
    long left =
        Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0).strip());
    assertThat(ProcessHandle.of(left)).as("the server outlives its program").isPresent();

    try (EmbeddedPostgresServer server = start();
        Database database = PostgresDatabases.open(server, "party", CLOCK)) {
      assertThat(ProcessHandle.of(left).filter(ProcessLife::runs)).isEmpty();
      assertThat(entities(database)).containsExactly("things/1");
    }
  }

  @Test
  void aServerThatStopsSlowlyIsGoneWhenItIsSaidToBe() throws Exception {
    EmbeddedPostgresServer server = start();
    ProcessHandle process = Postmaster.find(folder.resolve("data")).orElseThrow();
    signal("STOP", process);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);

    // The library's own patience ends before this.
    assertThatThrownBy(() -> closed.get(8, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    signal("CONT", process);
    closed.get(1, TimeUnit.MINUTES);

    assertThat(ProcessLife.runs(process)).isFalse();
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor())
        .isZero();
  }

  /** Commits a row, says so, and waits to be killed. */
  static final class ProgramThatIsKilled {
    public static void main(String[] args) throws InterruptedException {
      EmbeddedPostgresServer server =
          EmbeddedPostgresServer.start(Path.of(args[0]), EmbeddedPostgresServer.ANY_PORT);
      Database database = PostgresDatabases.open(server, "party", CLOCK);
      database.run("write", EmbeddedPostgresServerTest::writeHistory);
      System.out.println("committed");
      Thread.currentThread().join();
    }
  }

  private EmbeddedPostgresServer start() {
    return EmbeddedPostgresServer.start(folder, EmbeddedPostgresServer.ANY_PORT);
  }

  private static void writeHistory(Tx tx) {
    tx.update(
        "insert into history (entity, kind, version, to_state, at, cause, transaction_name, detail)"
            + " values (?, 'Thing', 1, 'NEW', ?, 'test', 'test', '')",
        "things/1",
        tx.now());
  }

  private static List<String> entities(Database database) {
    return database.read(
        "read", tx -> tx.query("select entity from history", row -> row.string("entity")));
  }

  private static String setting(Database database, String name) {
    return database
        .read(
            "setting",
            tx -> tx.one("select current_setting(?) as value", row -> row.string("value"), name))
        .orElseThrow();
  }
}
