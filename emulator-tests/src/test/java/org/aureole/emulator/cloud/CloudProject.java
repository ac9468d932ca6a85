package org.aureole.emulator.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aureole.emulator.google.FunctionServer;
import org.aureole.emulator.google.MetadataServer;
import org.aureole.emulator.google.ServiceAccounts.Grant;
import org.aureole.emulator.process.JavaProcess;
import org.aureole.gcp.job.RunJob;
import org.aureole.gcp.logging.CountedTransactions;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.platform.http.StrictJson;
import org.aureole.v1.Deployment;

/**
 * The project of one party: its accounts with what Terraform grants them, its functions, its job.
 * Thread-safe.
 */
final class CloudProject implements AutoCloseable {
  private static final String REGION = "europe-west1";

  /** How long the first run of an execution takes at least, its start included. */
  private static final Duration AT_WORK = Duration.ofSeconds(4);

  private static final Pattern TRANSACTIONS =
      Pattern.compile("\"" + CountedTransactions.FIELD + "\":(\\d+)");

  /** The functions, by the names of their entry classes. */
  enum Function {
    API("ApiFunction"),
    MESSAGES("KingdomMessagesFunction"),
    STORAGE("StorageEventsFunction"),
    SWEEP("SweepFunction");

    private final String entry;

    Function(String entry) {
      this.entry = entry;
    }

    String account() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final LocalGoogle google;
  private final PartyConfig party;
  private final Path folder;
  private final String project;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Function, FunctionServer> functions = new EnumMap<>(Function.class);
  private final Map<String, MetadataServer> metadata = new ConcurrentHashMap<>();
  private final Queue<JavaProcess> jobs = new ConcurrentLinkedQueue<>();
  private Deployment deployment = Deployment.getDefaultInstance();

  CloudProject(LocalGoogle google, PartyConfig party, Path root) {
    this.google = google;
    this.party = party;
    this.project = "market-" + party.id();
    try {
      this.folder = Files.createDirectories(root.resolve(party.id()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Set<Function> needed =
        party.role() == PartyRole.KINGDOM
            ? EnumSet.of(Function.API, Function.SWEEP)
            : EnumSet.allOf(Function.class);
    for (Function function : needed) {
      int port = function == Function.API ? party.port() : 0;
      FunctionServer server = new FunctionServer(google.accounts, port);
      server.listen(time -> google.billed.called(project, time));
      functions.put(function, server);
      google.accounts.create(email(function.account()));
    }
    for (String account :
        List.of(
            "aureole-party", "aureole-job", "aureole-operator", "push", "schedule", "uploads")) {
      google.accounts.create(email(account));
    }
  }

  PartyConfig party() {
    return party;
  }

  String project() {
    return project;
  }

  /** The e-mail address of an account of this project. */
  String email(String account) {
    return account + "@" + project + ".iam.gserviceaccount.com";
  }

  URI url(Function function) {
    return functions.get(function).url();
  }

  String bucket(String name) {
    return project + "-" + name;
  }

  String key(String name) {
    return "projects/" + project + "/locations/" + REGION + "/keyRings/aureole/cryptoKeys/" + name;
  }

  String jobName() {
    return "projects/" + project + "/locations/" + REGION + "/jobs/aureole";
  }

  /**
   * Deploys functions and job.
   *
   * @param common the deployment but for the audience
   * @param invokers who calls each function: e-mail addresses
   */
  void deploy(Deployment common, Map<Function, Set<String>> invokers) {
    deployment = common;
    List<String> starters = new ArrayList<>();
    functions.forEach((function, server) -> {
      String email = email(function.account());
      starters.add(email);
      Map<String, String> environment = environment(email, server.url(), common);
      server.deploy(
          invokers.get(function),
          () -> FunctionProcess.start(google, function.entry, folder, environment));
    });
    // A job's run starts what follows from it.
    starters.add(email("aureole-job"));
    google.run.add(jobName(), starters, this::startJob);
    List<String> borrowers = new ArrayList<>(starters);
    borrowers.add(email("aureole-operator"));
    borrowers.forEach(
        email -> google.accounts.grant(email, Grant.IDENTITY, email("aureole-party")));
  }

  /** The e-mail addresses of those who send spans, where the party wants them. */
  List<String> senders() {
    List<String> senders = new ArrayList<>(List.of(email("aureole-job")));
    functions.keySet().forEach(function -> senders.add(email(function.account())));
    return senders;
  }

  private Map<String, String> environment(String email, URI audience, Deployment common) {
    String address =
        metadata
            .computeIfAbsent(email, key -> new MetadataServer(google.accounts, key, project))
            .address();
    return Map.of(
        "AUREOLE_DEPLOYMENT",
        StrictJson.print(common.toBuilder().setAudience(audience.toString()).build()),
        "SPANNER_DISABLE_BUILTIN_METRICS",
        "true",
        "GCE_METADATA_HOST",
        address,
        // Where no credentials of people are.
        "CLOUDSDK_CONFIG",
        folder.toString());
  }

  /** Lets a process see nothing but the path and what it is told. */
  static void replace(Map<String, String> variables, Map<String, String> environment) {
    String path = variables.get("PATH");
    variables.clear();
    variables.put("PATH", path);
    variables.putAll(environment);
  }

  /**
   * Kills an execution of its job that began a moment ago, and so does not merely stand by.
   *
   * @return false where there is none
   */
  boolean killJob() {
    Instant moment = Instant.now().minus(AT_WORK);
    Optional<JavaProcess> running =
        jobs.stream()
            .filter(JavaProcess::isAlive)
            .filter(job -> job.process().info().startInstant().orElseThrow().isAfter(moment))
            .findFirst();
    running.ifPresent(JavaProcess::close);
    return running.isPresent();
  }

  /** Kills all executions of its job. */
  void killJobs() {
    jobs.forEach(JavaProcess::close);
  }

  private void startJob(List<String> arguments) {
    jobs.removeIf(job -> !job.isAlive());
    JavaProcess execution =
        job(
            environment(email("aureole-job"), url(Function.API), deployment),
            arguments,
            folder.resolve("job.log"),
            folder.resolve("job.log"));
    jobs.add(execution);
    long begun = System.nanoTime();
    execution
        .process()
        .onExit()
        .thenRun(
            () -> google.billed.executed(project, Duration.ofNanos(System.nanoTime() - begun)));
  }

  /** Whether an execution of its job runs. */
  boolean runsJob() {
    return jobs.stream().anyMatch(JavaProcess::isAlive);
  }

  /** How many transactions its functions and jobs have committed, as their logs tell. */
  long transactions() {
    long sum = 0;
    try (Stream<Path> logs = Files.list(folder)) {
      for (Path log : logs.filter(file -> file.toString().endsWith(".log")).toList()) {
        for (String line : Files.readAllLines(log)) {
          Matcher field = TRANSACTIONS.matcher(line);
          if (field.find()) {
            sum += Long.parseLong(field.group(1));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum;
  }

  /**
   * Brings the database up to date in a process that leaves its classes to all that come after it.
   */
  void train(Deployment operators) {
    Map<String, String> environment =
        environment(email("aureole-operator"), url(Function.API), operators);
    JavaProcess process =
        JavaProcess.start(
            TrainingMain.class,
            google.classes.toString(),
            List.of("-XX:ArchiveClassesAtExit=" + google.archive(), "-XX:+UseSerialGC"),
            List.of(),
            folder.resolve("training.log"),
            variables -> replace(variables, environment));
    assertThat(await(process)).as("training, see %s", folder.resolve("training.log")).isZero();
  }

  private JavaProcess job(
      Map<String, String> environment, List<String> arguments, Path output, Path errors) {
    return JavaProcess.start(
        RunJob.class,
        google.classes.toString(),
        // A small campaign is soon computed: no time for the compiler that makes long work fast.
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:SharedArchiveFile=" + google.archive()),
        arguments,
        output,
        errors,
        variables -> replace(variables, environment));
  }

  /**
   * What an execution of the operator's job said.
   *
   * @param exitCode of the process
   * @param printed its output without the entries of its log
   * @param logged these entries, and what it wrote to standard error
   * @param log where all of it is kept
   */
  record Execution(int exitCode, String printed, String logged, Path log) {}

  /**
   * Executes the operator's job, as {@code gcloud run jobs execute} does, and waits for its end.
   */
  Execution execute(Deployment operators, List<String> arguments) {
    Map<String, String> environment =
        environment(email("aureole-operator"), url(Function.API), operators);
    Path log = folder.resolve("operator-" + arguments.get(0).replaceAll("[^a-z-]", "_") + ".log");
    try {
      Path output = Files.createTempFile(folder, "operator", ".out");
      Path errors = Files.createTempFile(folder, "operator", ".err");
      int exitCode = await(job(environment, arguments, output, errors));
      StringBuilder printed = new StringBuilder();
      StringBuilder logged = new StringBuilder();
      for (String line : Files.readAllLines(output)) {
        // Cloud Logging takes such a line for an entry of its own, and each other one as text.
        (line.startsWith("{\"severity\":") ? logged : printed).append(line).append('\n');
      }
      logged.append(Files.readString(errors));
      Files.writeString(
          log, logged.toString() + printed, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      Files.delete(output);
      Files.delete(errors);
      return new Execution(exitCode, printed.toString(), logged.toString(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Executes the operator's job, which must succeed.
   *
   * @return what it printed
   */
  String operate(Deployment operators, String... arguments) {
    Execution execution = execute(operators, List.of(arguments));
    assertThat(execution.exitCode())
        .as("%s %s: %s", party.id(), arguments[0], execution.logged())
        .isZero();
    return execution.printed();
  }

  private int await(JavaProcess process) {
    try {
      assertThat(process.process().waitFor(3, TimeUnit.MINUTES)).as(party.id()).isTrue();
      return process.process().exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Calls the sweep, as the schedule does; whatever it answers, the next one comes. */
  int sweep() {
    URI url = url(Function.SWEEP);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/v1/internal:sweep"))
            .timeout(Duration.ofSeconds(90))
            .header("Content-Type", "application/json")
            .header(
                "Authorization",
                "Bearer " + google.accounts.idToken(email("schedule"), url.toString()))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 503;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 503;
    }
  }

  /** What runs of this project, by a name, to be killed. */
  Map<String, FunctionServer> servers() {
    Map<String, FunctionServer> named = new LinkedHashMap<>();
    functions.forEach((function, server) -> named.put(party.id() + " " + function, server));
    return named;
  }

  @Override
  public void close() {
    functions.values().forEach(FunctionServer::close);
    jobs.forEach(JavaProcess::close);
    metadata.values().forEach(MetadataServer::close);
  }
}
