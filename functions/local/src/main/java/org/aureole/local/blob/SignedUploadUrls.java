package org.aureole.local.blob;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.aureole.platform.blob.Upload;
import org.aureole.platform.blob.UploadUrls;
import org.aureole.platform.http.ApiClient;

/** Leave to upload into one bucket of a {@link LocalStorage}. Thread-safe. */
final class SignedUploadUrls implements UploadUrls {
  private final String bucket;
  private final URI base;
  private final UploadSigner signer;
  private final InstantSource clock;

  SignedUploadUrls(String bucket, URI base, UploadSigner signer, InstantSource clock) {
    this.bucket = bucket;
    this.base = base;
    this.signer = signer;
    this.clock = clock;
  }

  @Override
  public Upload create(
      String objectName, long maxBytes, Optional<ByteString> sha256, Duration validFor) {
    UploadUrls.check(objectName, maxBytes, sha256, validFor);
    Instant expiry = clock.instant().plus(validFor).truncatedTo(ChronoUnit.SECONDS);
    String digest = sha256.map(d -> HexFormat.of().formatHex(d.toByteArray())).orElse("");
    UploadSigner.Leave leave =
        new UploadSigner.Leave(bucket, objectName, maxBytes, digest, expiry.getEpochSecond());
    String query =
        String.join(
            "&",
            ApiClient.query(UploadFunction.BUCKET, bucket),
            ApiClient.query(UploadFunction.OBJECT, objectName),
            ApiClient.query(UploadFunction.MAX_BYTES, Long.toString(maxBytes)),
            ApiClient.query(UploadFunction.SHA256, digest),
            ApiClient.query(UploadFunction.EXPIRES, Long.toString(leave.expires())),
            ApiClient.query(UploadFunction.SIGNATURE, signer.sign(leave)));
    return new Upload(URI.create(base + UploadFunction.PATH + "?" + query), Map.of(), expiry);
  }
}
