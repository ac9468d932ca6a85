package org.aureole.gcp.party;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.storage.Storage;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.aureole.gcp.client.RestService;
import org.aureole.gcp.identity.IamSigner;
import org.aureole.gcp.identity.ServiceAccountTokens;
import org.aureole.gcp.kms.CloudKms;
import org.aureole.gcp.kms.KmsSigningKeys;
import org.aureole.gcp.kms.KmsWrap;
import org.aureole.gcp.pubsub.DeadLetters;
import org.aureole.gcp.pubsub.PubSubTopics;
import org.aureole.gcp.run.CloudRunJobs;
import org.aureole.gcp.sql.CloudDatabase;
import org.aureole.gcp.storage.CloudBlobStore;
import org.aureole.gcp.storage.CloudStorage;
import org.aureole.gcp.storage.CloudUploadUrls;
import org.aureole.gcp.trace.CloudTraces;
import org.aureole.model.error.DomainException;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.UploadUrls;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.identity.TokenSource;
import org.aureole.platform.keys.BucketKeyRecords;
import org.aureole.platform.keys.KeyLifetimes;
import org.aureole.platform.keys.SigningKeys;
import org.aureole.platform.keys.StoredKeys;
import org.aureole.platform.sql.DatabaseMeter;
import org.aureole.platform.sql.JdbcDatabase;
import org.aureole.platform.work.JobStarter;
import org.aureole.platform.work.Topics;
import org.aureole.v1.Deployment;
import org.aureole.v1.GoogleCloudDeployment;
import org.aureole.v1.GoogleServices;
import org.aureole.v1.KeyStore;

/**
 * What a process of a party finds around it on Google Cloud. Every client is opened at its first
 * use, so that a function pays at its start for what it needs. Thread-safe.
 */
final class GoogleCloud {
  /** How long a call of a service is repeated for: shorter than a handler may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int CONNECTIONS = 8;

  private final Deployment deployment;
  private final GoogleCloudDeployment cloud;
  private final GoogleServices services;
  private final GoogleCredentials credentials;
  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();
  private final HttpClient http = ApiClient.newHttpClient();
  private final Supplier<Storage> storage = once(this::openStorage);
  private final Supplier<KeyManagementServiceClient> kms = once(this::openKms);
  private final Supplier<TokenSource> tokens = once(this::openTokens);

  /**
   * @param credentials of the service account that this process runs as
   */
  GoogleCloud(Deployment deployment, GoogleCredentials credentials) {
    this.deployment = deployment;
    this.cloud = deployment.getGoogleCloud();
    this.services = cloud.getServices();
    this.credentials = credentials;
  }

  private static <T> Supplier<T> once(Supplier<T> opened) {
    return new Supplier<>() {
      private T value;

      @Override
      public synchronized T get() {
        if (value == null) {
          value = opened.get();
        }
        return value;
      }
    };
  }

  InstantSource clock() {
    return clock;
  }

  SecureRandom random() {
    return random;
  }

  HttpClient http() {
    return http;
  }

  /** Who this process says that it is. */
  TokenSource tokens() {
    return audience -> tokens.get().token(audience);
  }

  /**
   * The database, without seeing to its tables.
   *
   * @param meter hears what it does
   */
  JdbcDatabase database(DatabaseMeter meter) {
    int connections = deployment.getDatabaseConnections();
    return CloudDatabase.open(
        deployment.getDatabase(), connections == 0 ? CONNECTIONS : connections, clock, meter);
  }

  /** A client of another party's API. */
  ApiClient client(String url) {
    return new ApiClient(URI.create(url), tokens(), http);
  }

  BlobStore bucket(String name) {
    return new CloudBlobStore(storage, name);
  }

  UploadUrls uploads(String bucket) {
    return new CloudUploadUrls(
        storage,
        bucket,
        storageEndpoint(),
        new IamSigner(new RestService(http, credentials), iamEndpoint(), cloud.getUploadSigner()),
        clock);
  }

  /** The party's keys, as functions and jobs may use them; with a root key, as operators may. */
  StoredKeys keys(KeyStore store) {
    Map<SigningKeys.Use, String> made = new HashMap<>();
    if (!store.getRootKey().isEmpty()) {
      made.put(SigningKeys.Use.ROOT, store.getRootKey());
      made.put(SigningKeys.Use.MESSAGES, store.getSigningKey());
    }
    return new StoredKeys(
        new BucketKeyRecords(bucket(store.getBucket()), clock),
        new KmsWrap(kms, store.getWrappingKey(), "records"),
        new KmsWrap(kms, store.getWrappingKey(), "secrets"),
        new KmsSigningKeys(kms, made),
        KeyLifetimes.DEFAULT,
        clock,
        random);
  }

  Topics topics() {
    URI pubsub = endpoint(services.getPubsub(), PubSubTopics.SERVICE);
    Supplier<PubSubTopics> topics =
        once(() -> PubSubTopics.open(pubsub, cloud.getProject(), provider(pubsub), PATIENCE));
    return message -> topics.get().publish(message);
  }

  /** The project's dead letters; the caller closes it. */
  DeadLetters deadLetters() {
    URI pubsub = endpoint(services.getPubsub(), PubSubTopics.SERVICE);
    return DeadLetters.open(pubsub, cloud.getProject(), provider(pubsub), PATIENCE);
  }

  JobStarter jobs() {
    return new CloudRunJobs(
        new RestService(http, credentials),
        endpoint(services.getRun(), CloudRunJobs.SERVICE),
        cloud.getJob());
  }

  /**
   * Makes spans of what this process logs, where the deployment wants them; the caller closes it.
   */
  Optional<CloudTraces> traces() {
    if (!cloud.getTraces()) {
      return Optional.empty();
    }
    // As Cloud Run names a function, and a job.
    String service =
        Stream.of("K_SERVICE", "CLOUD_RUN_JOB")
            .map(System::getenv)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("aureole");
    return Optional.of(
        new CloudTraces(
                endpoint(services.getTelemetry(), CloudTraces.SERVICE),
                cloud.getProject(),
                service,
                credentials)
            .begin());
  }

  private Storage openStorage() {
    return CloudStorage.open(storageEndpoint(), cloud.getProject(), credentials, PATIENCE);
  }

  private KeyManagementServiceClient openKms() {
    URI endpoint = endpoint(services.getKms(), CloudKms.SERVICE);
    return CloudKms.open(endpoint, provider(endpoint), PATIENCE);
  }

  private TokenSource openTokens() {
    return new ServiceAccountTokens(
        new RestService(http, credentials), iamEndpoint(), cloud.getPartyAccount(), clock);
  }

  /** Over gRPC access tokens go by TLS alone: what stands in for a service gets none. */
  private CredentialsProvider provider(URI endpoint) {
    return "https".equals(endpoint.getScheme())
        ? FixedCredentialsProvider.create(credentials)
        : NoCredentialsProvider.create();
  }

  private URI storageEndpoint() {
    return endpoint(services.getStorage(), CloudStorage.SERVICE);
  }

  private URI iamEndpoint() {
    return endpoint(services.getIamCredentials(), IamSigner.SERVICE);
  }

  private static URI endpoint(String given, URI usual) {
    try {
      return given.isEmpty() ? usual : URI.create(given);
    } catch (IllegalArgumentException e) {
      throw DomainException.invalid("googleCloud.services", "'" + given + "' is no URL");
    }
  }
}
