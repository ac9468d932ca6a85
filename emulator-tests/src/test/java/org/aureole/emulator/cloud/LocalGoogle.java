package org.aureole.emulator.cloud;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.aureole.emulator.google.BucketGrants;
import org.aureole.emulator.google.IamServer;
import org.aureole.emulator.google.PushProxy;
import org.aureole.emulator.google.RunServer;
import org.aureole.emulator.google.ServiceAccounts;
import org.aureole.emulator.google.TelemetryServer;
import org.aureole.emulator.process.Emulator;
import org.aureole.emulator.process.OneJar;
import org.aureole.emulator.pubsub.PubSubAdmin;
import org.aureole.emulator.pubsub.PubSubEmulator;
import org.aureole.emulator.spanner.SpannerAddress;
import org.aureole.emulator.spanner.SpannerEmulator;
import org.aureole.gcp.kms.KeyManagementServer;
import org.aureole.gcp.storage.CloudStorage;
import org.aureole.gcp.storage.CloudStorageServer;
import org.aureole.platform.blob.StorageEvent;
import org.aureole.v1.GoogleServices;
import org.aureole.v1.TokenIssuer;

/** Google's services on this machine, for all projects of a market. Thread-safe. */
final class LocalGoogle implements AutoCloseable {
  /** Google's own name: who follows infra/README.md writes it, or leaves it out. */
  private static final String ISSUER = "https://accounts.google.com";

  /** As in the Terraform module gcp-topic. */
  private static final int ATTEMPTS = 100;

  private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final Path classes;
  final ServiceAccounts accounts = new ServiceAccounts(ISSUER);
  final IamServer iam = new IamServer(accounts);
  final RunServer run = new RunServer(accounts);
  final TelemetryServer telemetry = new TelemetryServer(accounts);
  final PushProxy pushes = new PushProxy(accounts);
  final BucketGrants grants = new BucketGrants(accounts);
  final BilledUse billed = new BilledUse();
  final CloudStorageServer storage;
  final PubSubEmulator pubsub;
  final PubSubAdmin topics;
  private final Emulator spanner;
  private final KeyManagementServer kms;
  private final EmbeddedPostgres postgres;
  private final List<Runnable> created = new CopyOnWriteArrayList<>();

  private LocalGoogle(PubSubEmulator pubsub, Emulator spanner, Path folder) throws IOException {
    this.classes = OneJar.pack(folder.resolve("classes.jar"));
    this.pubsub = pubsub;
    this.spanner = spanner;
    this.topics = new PubSubAdmin(pubsub.endpoint());
    this.storage = new CloudStorageServer(InstantSource.system());
    storage.restrict(billed.counting(grants));
    pushes.listen(billed::pushed);
    this.kms = new KeyManagementServer();
    kms.listen(billed::keyUsed);
    this.postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("max_connections", "200")
            .start();
  }

  /**
   * Starts them; empty where an emulator is missing, which is said.
   *
   * @param folder takes the classes of all processes
   */
  static Optional<LocalGoogle> start(Path folder) {
    Optional<Emulator> spanner = SpannerEmulator.shared();
    Optional<PubSubEmulator> pubsub =
        spanner.isPresent() ? PubSubEmulator.start() : Optional.empty();
    try {
      return pubsub.isPresent()
          ? Optional.of(new LocalGoogle(pubsub.get(), spanner.orElseThrow(), folder))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The archive of classes with which processes start. */
  Path archive() {
    return classes.resolveSibling("classes.jsa");
  }

  /** Where they are, as a deployment tells it. */
  GoogleServices services() {
    return GoogleServices.newBuilder()
        .setStorage(storage.endpoint().toString())
        .setKms(kms.endpoint().toString())
        .setPubsub(pubsub.endpoint().toString())
        .setRun(run.endpoint().toString())
        .setIamCredentials(iam.endpoint().toString())
        .setTelemetry(telemetry.endpoint().toString())
        .build();
  }

  /** Whose tokens service accounts and people come with. */
  TokenIssuer issuer() {
    return TokenIssuer.newBuilder().setIssuer(ISSUER).setKeySetUrl(iam.keySet().toString()).build();
  }

  /** The address of a new database on Spanner. */
  String spannerDatabase(String project) {
    return SpannerAddress.ofNew(
        spanner, "projects/" + project + "/instances/aureole/databases/aureole");
  }

  /** The address of a new database on PostgreSQL. */
  String postgresDatabase(String name) {
    try (Connection admin = postgres.getPostgresDatabase().getConnection();
        Statement create = admin.createStatement()) {
      // Bytewise order of text, as on Spanner.
      create.execute("create database " + name + " template template0 locale 'C'");
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create the database " + name, e);
    }
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + name + "?user=postgres";
  }

  /**
   * Notifies a function of what is stored in, or deleted from, a bucket.
   *
   * @param url of the function
   * @param pusher the e-mail address of the account as which it is told
   */
  void notify(String project, String bucket, URI url, String pusher) {
    String topic = "objects." + bucket;
    subscribe(project, topic, url, "/v1/messages:storage", pusher);
    storage.listen(change -> {
      if (change.bucket().equals(bucket)) {
        tell(project, topic, change);
      }
    });
  }

  /** The object is stored, whether anybody hears of it or not. */
  private void tell(String project, String topic, CloudStorageServer.Change change) {
    try {
      topics.publish(project, topic, attributes(change));
    } catch (UncheckedIOException | IllegalStateException e) {
      // Lost, as its topic is: a sweep finds the object.
    }
  }

  private static Map<String, String> attributes(CloudStorageServer.Change change) {
    Map<String, String> attributes =
        new HashMap<>(new StorageEvent(change.bucket(), change.object()).attributes());
    attributes.put("eventType", change.eventType());
    attributes.put("objectGeneration", Long.toString(change.generation()));
    attributes.put("payloadFormat", "NONE");
    return attributes;
  }

  /** Stores an object as an account of people or of their programs. */
  void upload(String email, String bucket, String object, byte[] bytes) throws IOException {
    try (Storage client =
        CloudStorage.open(
            storage.endpoint(),
            "people",
            GoogleCredentials.create(
                new AccessToken(
                    accounts.accessToken(email), Date.from(Instant.now().plus(TOKEN_LIFETIME)))),
            PATIENCE)) {
      client.create(BlobInfo.newBuilder(bucket, object).build(), bytes);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /** Makes a topic, which pushes to a path of a function. */
  void subscribe(String project, String topic, URI function, String path, String pusher) {
    URI push = pushes.forward(URI.create(function + path), function.toString(), pusher);
    Runnable create = () -> topics.create(project, topic, push, ATTEMPTS);
    create.run();
    created.add(create);
  }

  /** Takes the Pub/Sub emulator and all that it holds away, and gives an empty one. */
  void restartPubSub() {
    pubsub.restart();
    created.forEach(Runnable::run);
  }

  @Override
  public void close() {
    iam.close();
    run.close();
    telemetry.close();
    pushes.close();
    storage.close();
    pubsub.close();
    kms.close();
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
