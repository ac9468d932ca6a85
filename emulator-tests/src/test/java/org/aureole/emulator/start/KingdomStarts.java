package org.aureole.emulator.start;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.aureole.emulator.cloud.FunctionMain;
import org.aureole.emulator.google.IamServer;
import org.aureole.emulator.google.MetadataServer;
import org.aureole.emulator.google.ServiceAccounts;
import org.aureole.gcp.sql.CloudDatabase;
import org.aureole.kingdom.Kingdom;
import org.aureole.platform.http.StrictJson;
import org.aureole.platform.sql.JdbcDatabase;
import org.aureole.platform.sql.Migrator;
import org.aureole.v1.Deployment;
import org.aureole.v1.GoogleCloudDeployment;
import org.aureole.v1.KingdomDeployment;
import org.aureole.v1.TokenIssuer;

/**
 * Starts the Kingdom's API, each time in a new process, and asks it as its operator for the
 * populations of a market, which are in its database.
 */
final class KingdomStarts implements AutoCloseable {
  private static final String ISSUER = "https://accounts.google.test";
  private static final String AUDIENCE = "https://kingdom.example";
  private static final String OPERATOR = "operator@kingdom.example";
  private static final String FUNCTION = "api@kingdom.iam.gserviceaccount.com";
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private final ServiceAccounts accounts = new ServiceAccounts(ISSUER);
  private final IamServer iam = new IamServer(accounts);
  private final MetadataServer metadata = new MetadataServer(accounts, FUNCTION, "kingdom");
  private final HttpClient http = HttpClient.newHttpClient();
  private final FunctionArchive archive;
  private final List<String> pinned;
  private final Path folder;

  /**
   * @param pinned what a command begins with, to keep it to one core
   */
  KingdomStarts(FunctionArchive archive, List<String> pinned, Path folder) {
    this.archive = archive;
    this.pinned = pinned;
    this.folder = folder;
    accounts.create(OPERATOR);
    accounts.create(FUNCTION);
  }

  /**
   * One start, in milliseconds from that of the process.
   *
   * @param listens the function is made and listens
   * @param answers the answer to a first request is there, which was sent then
   * @param warm how long the second request took
   */
  record Start(double listens, double answers, double warm) {}

  /** Brings a database to what the Kingdom needs. */
  static void migrate(String address) {
    try (JdbcDatabase database = CloudDatabase.open(address, 1, InstantSource.system())) {
      Migrator.forParty(InstantSource.system(), Kingdom.SCHEMA).migrate(database.source());
    }
  }

  Start start(String database, List<String> options) throws IOException, InterruptedException {
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
    environment.putAll(environment(database));
    long begun = System.nanoTime();
    Process process = builder.start();
    try {
      while (!Files.exists(port)) {
        if (!process.isAlive() || System.nanoTime() - begun > LONGEST.toNanos()) {
          throw new IllegalStateException("it does not start:\n" + Files.readString(log));
        }
        TimeUnit.MILLISECONDS.sleep(1);
      }
      long listens = System.nanoTime();
      URI url = URI.create("http://127.0.0.1:" + Files.readString(port) + "/v1/populations");
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

  /** How long a virtual machine takes to say its version: the yardstick. */
  double bareStart() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(pinned);
    command.addAll(List.of(java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-version"));
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("version.log").toFile())
            .start();
    process.waitFor();
    return millis(System.nanoTime() - begun);
  }

  private List<String> command(List<String> options, Path port) {
    List<String> command = new ArrayList<>(pinned);
    command.add(java());
    command.addAll(options);
    command.addAll(List.of("-cp", archive.classPath(), FunctionMain.class.getName()));
    command.addAll(List.of("ApiFunction", port.toString()));
    return command;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private Map<String, String> environment(String database) {
    Deployment deployment =
        Deployment.newBuilder()
            .setMarket("cold")
            .setAudience(AUDIENCE)
            .addIssuers(
                TokenIssuer.newBuilder().setIssuer(ISSUER).setKeySetUrl(iam.keySet().toString()))
            .addOperators(accounts.identity(OPERATOR))
            .addPlatform(accounts.identity(FUNCTION))
            .setDatabase(database)
            .setDatabaseConnections(1)
            .setKingdom(KingdomDeployment.getDefaultInstance())
            .setGoogleCloud(GoogleCloudDeployment.newBuilder().setProject("kingdom"))
            .build();
    return Map.of(
        "AUREOLE_DEPLOYMENT",
        StrictJson.print(deployment),
        "SPANNER_DISABLE_BUILTIN_METRICS",
        "true",
        "SPANNER_DISABLE_GRPC_GCP_OTEL_METRICS",
        "true",
        "GCE_METADATA_HOST",
        metadata.address(),
        "CLOUDSDK_CONFIG",
        folder.toString());
  }

  private void ask(URI url, Path log) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(LONGEST)
            .header("Authorization", "Bearer " + accounts.idToken(OPERATOR, AUDIENCE))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          "answered " + response.statusCode() + ": " + response.body() + Files.readString(log));
    }
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  @Override
  public void close() {
    metadata.close();
    iam.close();
  }
}
