package org.aureole.gcp.storage;

import com.google.auth.Credentials;
import com.google.cloud.storage.HttpStorageOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import java.net.URI;
import java.time.Duration;

/** Opens clients of Google Cloud Storage. */
public final class CloudStorage {
  /** Where the service is. */
  public static final URI SERVICE = URI.create("https://storage.googleapis.com");

  private CloudStorage() {}

  /**
   * A client, which lives as long as the process. It repeats what failed in passing, where a
   * repetition cannot do harm.
   *
   * @param endpoint {@link #SERVICE}, or what stands in for it
   * @param project whose buckets they are
   * @param credentials of this process
   * @param patience how long one call is repeated for at most; shorter than a handler may take
   */
  public static Storage open(
      URI endpoint, String project, Credentials credentials, Duration patience) {
    HttpStorageOptions.Builder options = StorageOptions.http();
    options.setHost(endpoint.toString());
    options.setProjectId(project);
    options.setCredentials(credentials);
    options.setRetrySettings(
        StorageOptions.getDefaultRetrySettings().toBuilder()
            .setTotalTimeoutDuration(patience)
            .build());
    return options.build().getService();
  }
}
