package org.aureole.gcp.storage;

import com.google.auth.ServiceAccountSigner;
import com.google.auth.ServiceAccountSigner.SigningException;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.HttpMethod;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.SignUrlOption;
import com.google.cloud.storage.StorageException;
import com.google.protobuf.ByteString;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.aureole.model.error.DomainException;
import org.aureole.platform.blob.Upload;
import org.aureole.platform.blob.UploadUrls;

/**
 * Leave to upload into a bucket of Google Cloud Storage: signed URLs of version 4, in which the
 * size and the condition that no such object exists are signed headers. The service checks no
 * SHA-256, so a stated one is left to the receiver. Thread-safe.
 */
public final class CloudUploadUrls implements UploadUrls {
  private final Supplier<Storage> storage;
  private final String bucket;
  private final URI endpoint;
  private final ServiceAccountSigner signer;
  private final InstantSource clock;

  /**
   * @param storage gives a client of {@link CloudStorage}, which is opened when it is needed
   * @param endpoint where senders reach the bucket's service
   * @param signer signs as an account that may create objects in the bucket and nothing else; in
   *     the cloud by a call of the IAM service, so no private key is here
   * @param clock tells when a URL expires; the client signs by the machine's own
   */
  public CloudUploadUrls(
      Supplier<Storage> storage,
      String bucket,
      URI endpoint,
      ServiceAccountSigner signer,
      InstantSource clock) {
    this.storage = Objects.requireNonNull(storage);
    this.bucket = Objects.requireNonNull(bucket);
    this.endpoint = Objects.requireNonNull(endpoint);
    this.signer = Objects.requireNonNull(signer);
    this.clock = Objects.requireNonNull(clock);
  }

  @Override
  public Upload create(
      String objectName, long maxBytes, Optional<ByteString> sha256, Duration validFor) {
    UploadUrls.check(objectName, maxBytes, sha256, validFor);
    BlobInfo object = BlobInfo.newBuilder(bucket, objectName).build();
    Map<String, String> headers =
        Map.of("x-goog-content-length-range", "0," + maxBytes, "x-goog-if-generation-match", "0");
    Instant expiry = clock.instant().plus(validFor);
    try {
      URL url =
          storage
              .get()
              .signUrl(
                  object,
                  validFor.toSeconds(),
                  TimeUnit.SECONDS,
                  SignUrlOption.httpMethod(HttpMethod.PUT),
                  SignUrlOption.withV4Signature(),
                  SignUrlOption.withHostName(endpoint.toString()),
                  SignUrlOption.withExtHeaders(headers),
                  SignUrlOption.signWith(signer));
      return new Upload(URI.create(url.toString()), headers, expiry);
    } catch (SigningException | StorageException e) {
      throw DomainException.unavailable("no upload URL can be signed just now", e);
    }
  }
}
