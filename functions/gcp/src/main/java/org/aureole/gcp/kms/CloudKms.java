package org.aureole.gcp.kms;

import com.google.api.gax.core.CredentialsProvider;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.kms.v1.KeyManagementServiceSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import org.aureole.gcp.client.GrpcEndpoint;

/** Opens clients of Cloud KMS. */
public final class CloudKms {
  /** Where the service is. */
  public static final URI SERVICE = URI.create("https://cloudkms.googleapis.com");

  private CloudKms() {}

  /**
   * A client, which the caller closes.
   *
   * @param endpoint {@link #SERVICE}, or what stands in for it on this machine
   * @param patience how long one call is repeated for at most while the service does not answer
   */
  public static KeyManagementServiceClient open(
      URI endpoint, CredentialsProvider credentials, Duration patience) {
    KeyManagementServiceSettings.Builder settings =
        KeyManagementServiceSettings.newBuilder()
            .setTransportChannelProvider(
                GrpcEndpoint.channels(
                    endpoint, KeyManagementServiceSettings.defaultGrpcTransportProviderBuilder()))
            .setCredentialsProvider(credentials);
    try {
      settings.applyToAllUnaryMethods(method -> GrpcEndpoint.limit(method, patience));
      return KeyManagementServiceClient.create(settings.build());
    } catch (IOException e) {
      throw new UncheckedIOException("the client of Cloud KMS cannot be opened", e);
    }
  }
}
