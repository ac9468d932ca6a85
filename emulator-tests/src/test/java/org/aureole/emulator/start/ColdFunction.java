package org.aureole.emulator.start;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.aureole.emulator.cloud.FunctionMain;

/** One function, started in a new process each time, and asked something twice. */
final class ColdFunction {
  private static final Duration LONGEST = Duration.ofMinutes(3);
  private static final int FIRST_SERVER_ERROR = 500;

  private final ColdGoogle google;
  private final ColdParty party;
  private final String function;
  private final FunctionArchive archive;
  private final String database;
  private final List<String> pinned;
  private final Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * @param pinned what a command begins with, to keep it to one core
   */
  ColdFunction(
      ColdGoogle google,
      ColdParty party,
      String function,
      FunctionArchive archive,
      String database,
      List<String> pinned,
      Path folder) {
    this.google = google;
    this.party = party;
    this.function = function;
    this.archive = archive;
    this.database = database;
    this.pinned = pinned;
    this.folder = folder;
  }

  /**
   * One start, in milliseconds from that of the process.
   *
   * @param listens the function is made and listens
   * @param answers the answer to a first request is there, which was sent then
   * @param warm how long the second request took
   */
  record Start(double listens, double answers, double warm) {}

  /** Starts it, with options of the virtual machine. */
  Start start(List<String> options) throws IOException, InterruptedException {
    Path port = folder.resolve("port");
    Files.deleteIfExists(port);
    Path log = folder.resolve("function.log");
    ProcessBuilder builder =
        new ProcessBuilder(command(options, port))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    String path = environment.get("PATH");
    environment.clear();
    environment.put("PATH", path);
    environment.putAll(google.environment(party, database, folder.toString()));
    long begun = System.nanoTime();
    Process process = builder.start();
    try {
      while (!Files.exists(port)) {
        if (!process.isAlive() || System.nanoTime() - begun > LONGEST.toNanos()) {
          throw new IllegalStateException(
              party.id() + "-" + function + " does not start:\n" + Files.readString(log));
        }
        TimeUnit.MILLISECONDS.sleep(1);
      }
      long listens = System.nanoTime();
      URI url = URI.create("http://127.0.0.1:" + Files.readString(port));
      ask(url, log);
      long answers = System.nanoTime();
      ask(url, log);
      long warm = System.nanoTime();
      return new Start(millis(listens - begun), millis(answers - begun), millis(warm - answers));
    } finally {
      // It ends by itself, so that it can write its classes.
      process.getOutputStream().close();
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private List<String> command(List<String> options, Path port) {
    List<String> command = new ArrayList<>(pinned);
    command.add(java());
    command.addAll(options);
    // The framework brings a logger of its own, from which its class loader keeps functions apart.
    command.add("-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider");
    command.addAll(List.of("-cp", archive.classPath(), FunctionMain.class.getName()));
    command.addAll(List.of(ColdParty.entry(function), port.toString()));
    return command;
  }

  /** How long a virtual machine takes to say its version: the yardstick. */
  static double bareStart(List<String> pinned, Path folder)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(pinned);
    command.add(java());
    command.addAll(Technique.JVM);
    command.add("-version");
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("version.log").toFile())
            .start();
    process.waitFor();
    return millis(System.nanoTime() - begun);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private void ask(URI url, Path log) throws IOException, InterruptedException {
    ColdGoogle.Request first = ColdGoogle.first(party, function);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + first.path()))
            .timeout(LONGEST)
            .header("Authorization", "Bearer " + google.token(first.caller()));
    if (first.body().length > 0) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofByteArray(first.body()));
    }
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= FIRST_SERVER_ERROR || response.statusCode() == 401) {
      throw new IllegalStateException(
          party.id()
              + "-"
              + function
              + " answered "
              + response.statusCode()
              + ": "
              + response.body()
              + Files.readString(log));
    }
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
