package org.aureole.gcp.client;

import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.UnaryCallSettings;
import java.net.URI;
import java.time.Duration;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.PeerUrl;

/** Where a gRPC service of Google Cloud is, or what stands in for it on this machine. */
public final class GrpcEndpoint {
  private GrpcEndpoint() {}

  /**
   * How a client reaches it.
   *
   * @param endpoint {@code https://host}; or {@code http://host:port} of this machine, which alone
   *     may do without TLS
   * @param builder the client's own, with what it wants of a channel
   * @throws DomainException INVALID_ARGUMENT for any other
   */
  public static InstantiatingGrpcChannelProvider channels(
      URI endpoint, InstantiatingGrpcChannelProvider.Builder builder) {
    try {
      PeerUrl.base(endpoint.toString());
    } catch (IllegalArgumentException e) {
      throw DomainException.invalid("endpoint", "'" + endpoint + "' " + e.getMessage());
    }
    boolean plain = "http".equals(endpoint.getScheme());
    int port = endpoint.getPort() >= 0 ? endpoint.getPort() : plain ? 80 : 443;
    builder.setEndpoint(endpoint.getHost() + ":" + port);
    if (plain) {
      builder.setChannelConfigurator(channel -> channel.usePlaintext());
    }
    return builder.build();
  }

  /**
   * Lets a method be repeated for a while, and no longer.
   *
   * @return null, as gax's visitors do
   */
  public static Void limit(UnaryCallSettings.Builder<?, ?> method, Duration patience) {
    RetrySettings.Builder retries = method.retrySettings();
    retries.setTotalTimeoutDuration(patience);
    if (retries.getInitialRpcTimeoutDuration().compareTo(patience) > 0) {
      retries.setInitialRpcTimeoutDuration(patience);
    }
    if (retries.getMaxRpcTimeoutDuration().compareTo(patience) > 0) {
      retries.setMaxRpcTimeoutDuration(patience);
    }
    return null;
  }
}
