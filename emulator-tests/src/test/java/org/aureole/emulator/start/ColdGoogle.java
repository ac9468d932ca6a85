package org.aureole.emulator.start;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.aureole.duchy.Duchy;
import org.aureole.edp.DataProvider;
import org.aureole.emulator.google.IamServer;
import org.aureole.emulator.google.MetadataServer;
import org.aureole.emulator.google.RunServer;
import org.aureole.emulator.google.ServiceAccounts;
import org.aureole.emulator.google.ServiceAccounts.Grant;
import org.aureole.gcp.sql.CloudDatabase;
import org.aureole.gcp.storage.CloudStorageServer;
import org.aureole.kingdom.Kingdom;
import org.aureole.platform.blob.StorageEvent;
import org.aureole.platform.http.PushEnvelope;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.http.StrictJson;
import org.aureole.platform.sql.DatabaseMeter;
import org.aureole.platform.sql.JdbcDatabase;
import org.aureole.platform.sql.Migrator;
import org.aureole.platform.work.Message;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DataProviderDeployment;
import org.aureole.v1.Deployment;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.DuchyCapabilities;
import org.aureole.v1.DuchyDeployment;
import org.aureole.v1.GoogleCloudDeployment;
import org.aureole.v1.GoogleServices;
import org.aureole.v1.KeyStore;
import org.aureole.v1.KingdomDeployment;
import org.aureole.v1.KingdomPeer;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Notification;
import org.aureole.v1.TokenIssuer;

/** What functions of each kind of party find around them, and who calls them. */
final class ColdGoogle implements AutoCloseable {
  static final String AUDIENCE = "https://function.example";

  private static final String ISSUER = "https://accounts.google.test";
  private static final String OPERATOR = "operator@party.example";
  private static final String PLATFORM = "platform@party.iam.gserviceaccount.com";
  private static final String PUSHER = "push@kingdom.iam.gserviceaccount.com";
  private static final String ACCOUNT = "function@party.iam.gserviceaccount.com";
  private static final String PARTY = "party@party.iam.gserviceaccount.com";
  private static final String JOB = "projects/party/locations/europe-west1/jobs/aureole";
  private static final String KEYS = "projects/party/locations/l/keyRings/r/cryptoKeys/";
  private static final List<String> BUCKETS =
      List.of("party-internal", "party-inbox", "party-events", "party-keys");

  private final ServiceAccounts accounts = new ServiceAccounts(ISSUER);
  private final IamServer iam = new IamServer(accounts);
  private final MetadataServer metadata = new MetadataServer(accounts, ACCOUNT, "party");
  private final RunServer run = new RunServer(accounts);
  private final CloudStorageServer storage;
  private final HttpServer kingdom;

  /**
   * A request to a function, and who sends it.
   *
   * @param body empty for a GET
   * @param caller the e-mail address of an account
   */
  record Request(String path, byte[] body, String caller) {}

  ColdGoogle() throws IOException {
    this.storage = new CloudStorageServer(InstantSource.system());
    this.kingdom = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    kingdom.createContext("/", ColdGoogle::answerNothing);
    kingdom.start();
    List.of(OPERATOR, PLATFORM, PUSHER, ACCOUNT, PARTY).forEach(accounts::create);
    accounts.grant(ACCOUNT, Grant.IDENTITY, PARTY);
    run.add(JOB, List.of(ACCOUNT), arguments -> {});
    BUCKETS.forEach(storage::addBucket);
  }

  /** A Kingdom that has nothing for anybody, at once. */
  private static void answerNothing(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] nothing = "{}".getBytes(UTF_8);
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, nothing.length);
      exchange.getResponseBody().write(nothing);
    }
  }

  String token(String account) {
    return accounts.idToken(account, AUDIENCE);
  }

  /** A request that reads the party's database. */
  static Request first(ColdParty party, String function) {
    return switch (function) {
      case "api" ->
          new Request(
              switch (party) {
                case KINGDOM -> "/v1/populations";
                case DUCHY -> "/v1/trustedRoots";
                case EDP -> "/v1/approvedPopulations";
              },
              new byte[0],
              OPERATOR);
      case "sweep" -> new Request("/v1/internal:sweep", "{}".getBytes(UTF_8), PLATFORM);
      case "messages" ->
          new Request("/v1/messages:kingdom", PushEnvelope.encode(message(party)), PUSHER);
      case "storage" ->
          new Request("/v1/messages:storage", PushEnvelope.encode(object(party)), PLATFORM);
      default -> throw new IllegalArgumentException(function);
    };
  }

  private static final Charset UTF_8 = StandardCharsets.UTF_8;

  private static PushedMessage message(ColdParty party) {
    String name = party == ColdParty.DUCHY ? "duchies/worker1" : "dataProviders/edp1";
    String resource =
        party == ColdParty.DUCHY ? "computations/c1" : "dataProviders/edp1/requisitions/r1";
    ByteString notification =
        Notification.newBuilder()
            .setResource(resource)
            .setMeasurement("measurementConsumers/mc1/measurements/m1")
            .build()
            .toByteString();
    return Message.of(name, resource, Notification.getDescriptor().getFullName(), notification)
        .pushedBy(name, Instant.now());
  }

  private static PushedMessage object(ColdParty party) {
    StorageEvent event =
        party == ColdParty.DUCHY
            ? new StorageEvent("party-inbox", "dataProviders/edp1/computations/c1/r1/manifest")
            : new StorageEvent("party-events", "summer/events.csv");
    return event.toMessage("storage", "1", Instant.now());
  }

  /** Brings a database to what a party needs. */
  static void migrate(ColdParty party, String address) {
    String[] schemas =
        switch (party) {
          case KINGDOM -> new String[] {Kingdom.SCHEMA};
          case DUCHY -> Duchy.SCHEMAS.toArray(String[]::new);
          case EDP -> DataProvider.SCHEMAS.toArray(String[]::new);
        };
    try (JdbcDatabase database =
        CloudDatabase.open(address, 1, InstantSource.system(), DatabaseMeter.NONE)) {
      Migrator.forParty(InstantSource.system(), schemas).migrate(database.source());
    }
  }

  /** All that a function is told. */
  Map<String, String> environment(ColdParty party, String database, String home) {
    return Map.of(
        "AUREOLE_DEPLOYMENT",
        StrictJson.print(deployment(party, database)),
        "SPANNER_DISABLE_BUILTIN_METRICS",
        "true",
        "GCE_METADATA_HOST",
        metadata.address(),
        "CLOUDSDK_CONFIG",
        home);
  }

  private Deployment deployment(ColdParty party, String database) {
    Deployment.Builder deployment =
        Deployment.newBuilder()
            .setMarket("cold")
            .setAudience(AUDIENCE)
            .addIssuers(
                TokenIssuer.newBuilder().setIssuer(ISSUER).setKeySetUrl(iam.keySet().toString()))
            .addOperators(accounts.identity(OPERATOR))
            .addPlatform(accounts.identity(PLATFORM))
            .setDatabase(database)
            .setDatabaseConnections(1)
            .setGoogleCloud(
                GoogleCloudDeployment.newBuilder()
                    .setProject("party")
                    .setServices(
                        GoogleServices.newBuilder()
                            .setStorage(storage.endpoint().toString())
                            .setRun(run.endpoint().toString())
                            .setIamCredentials(iam.endpoint().toString())));
    if (party != ColdParty.KINGDOM) {
      deployment.getGoogleCloudBuilder().setJob(JOB).setPartyAccount(PARTY).setUploadSigner(PARTY);
    }
    switch (party) {
      case KINGDOM -> deployment.setKingdom(KingdomDeployment.getDefaultInstance());
      case DUCHY -> deployment.setDuchy(duchy());
      case EDP -> deployment.setDataProvider(dataProvider());
    }
    return deployment.build();
  }

  private KingdomPeer kingdom() {
    return KingdomPeer.newBuilder()
        .setUrl("http://127.0.0.1:" + kingdom.getAddress().getPort())
        .setPusher(accounts.identity(PUSHER))
        .build();
  }

  private static KeyStore keys() {
    return KeyStore.newBuilder()
        .setBucket("party-keys")
        .setSigningKey(KEYS + "signing")
        .setWrappingKey(KEYS + "wrapping")
        .build();
  }

  private DuchyDeployment duchy() {
    return DuchyDeployment.newBuilder()
        .setName("duchies/worker1")
        .setApiUrl(AUDIENCE)
        .setKingdom(kingdom())
        .setInternalBucket("party-internal")
        .setInboxBucket("party-inbox")
        .setKeys(keys())
        .addRoles(DuchyCapabilities.Role.WORKER)
        .build();
  }

  private DataProviderDeployment dataProvider() {
    return DataProviderDeployment.newBuilder()
        .setName("dataProviders/edp1")
        .setKind(DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER)
        .setPopulation("populations/market")
        .setKingdom(kingdom())
        .setEventsBucket("party-events")
        .setInternalBucket("party-internal")
        .setKeys(keys())
        .setPolicy(
            AnswerPolicy.newBuilder()
                .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN)
                .setDirect(true)
                .setPrivacyBudget(
                    DifferentialPrivacyParams.newBuilder().setEpsilon(10).setDelta(0.001)))
        .build();
  }

  @Override
  public void close() {
    kingdom.stop(0);
    storage.close();
    run.close();
    metadata.close();
    iam.close();
  }
}
