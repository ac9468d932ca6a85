package org.aureole.platform.blob;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.Backoff;
import org.aureole.platform.http.ReplyBody;

/**
 * Uploads committed bytes to a peer's {@link Upload} URL. Retries what may pass later; an upload
 * that finds the same bytes already there has succeeded, one that finds others has failed.
 * Thread-safe.
 */
public final class Uploader {
  /** The answer's header in which a store tells the SHA-256, in hex, of what it already holds. */
  public static final String HELD_SHA256 = "x-aureole-sha256";

  /** Ten minutes for one attempt, five attempts, pauses from 100 ms. */
  public static final ApiClient.Patience USUAL_PATIENCE =
      new ApiClient.Patience(Duration.ofMinutes(10), 5, Duration.ofMillis(100));

  private static final int MAX_REPLY_BYTES = 64 << 10;

  private final HttpClient http;
  private final ApiClient.Patience patience;

  public Uploader(HttpClient http) {
    this(http, USUAL_PATIENCE);
  }

  public Uploader(HttpClient http, ApiClient.Patience patience) {
    this.http = Objects.requireNonNull(http);
    this.patience = Objects.requireNonNull(patience);
  }

  /**
   * Bytes that can be read as often as attempts need.
   *
   * @param open opens them anew; the same bytes each time
   * @param size how many
   * @param sha256 their 32-byte digest
   */
  public record Content(Supplier<InputStream> open, long size, ByteString sha256) {
    /** An object of one's own, whose digest has been committed. */
    public static Content of(BlobStore store, BlobRef ref, ByteString sha256) {
      return new Content(() -> store.open(ref), ref.size(), sha256);
    }
  }

  /** How an upload ended well. */
  public enum Outcome {
    /** The object was stored now. */
    CREATED,
    /** The same bytes were there already. */
    IDENTICAL,
    /**
     * An object of that name was there already, and the store does not tell which bytes it holds.
     * The receiver finds out, as it checks the digests of the manifest on what it consumes.
     */
    PRESENT
  }

  /**
   * Uploads.
   *
   * @throws DomainException ALREADY_EXISTS when other bytes are there; PERMISSION_DENIED when the
   *     URL is expired or not for this object; PAYLOAD_TOO_LARGE; UNAVAILABLE when the last attempt
   *     failed, too
   */
  public Outcome upload(Upload upload, Content content) {
    Backoff backoff = new Backoff(patience.attempts(), patience.firstPause());
    while (true) {
      try {
        return attempt(upload, content);
      } catch (DomainException e) {
        if (!e.isRetryable() || !backoff.pause()) {
          throw e;
        }
      }
    }
  }

  private Outcome attempt(Upload upload, Content content) {
    BodyPublisher body =
        content.size() == 0
            ? BodyPublishers.noBody()
            : BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(content.open()), content.size());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(upload.url()).timeout(patience.timeout()).method("PUT", body);
    upload.headers().forEach(request::setHeader);
    HttpResponse<ReplyBody> response;
    try {
      // Of the answer only status and headers count.
      response = http.send(request.build(), ReplyBody.atMost(MAX_REPLY_BYTES, patience.timeout()));
    } catch (IOException e) {
      throw DomainException.unavailable("the upload to " + place(upload) + " broke off", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.unavailable("interrupted during an upload", e);
    }
    return outcome(response, upload, content);
  }

  private static Outcome outcome(HttpResponse<ReplyBody> response, Upload upload, Content content) {
    int status = response.statusCode();
    return switch (status) {
      case 200, 201, 204 -> Outcome.CREATED;
      case 409, 412 -> present(response.headers().firstValue(HELD_SHA256), upload, content);
      case 401, 403 ->
          throw DomainException.denied(
              place(upload) + " refuses the upload URL: it is expired or for something else");
      case 413 ->
          throw DomainException.of(
              ErrorCode.PAYLOAD_TOO_LARGE,
              content.size() + " bytes are more than the upload URL allows");
      case 408, 429, 500, 502, 503, 504 ->
          throw DomainException.unavailable(
              place(upload) + " answered the upload with HTTP status " + status, null);
      default ->
          throw DomainException.of(
              ErrorCode.PROTOCOL_VIOLATION,
              place(upload) + " answered the upload with HTTP status " + status);
    };
  }

  private static Outcome present(Optional<String> held, Upload upload, Content content) {
    if (held.isEmpty()) {
      return Outcome.PRESENT;
    }
    if (held.get().equals(HexFormat.of().formatHex(content.sha256().toByteArray()))) {
      return Outcome.IDENTICAL;
    }
    throw DomainException.of(
        ErrorCode.ALREADY_EXISTS, place(upload) + " already holds other bytes under that name");
  }

  /** The host alone: path and query of a signed URL are secrets. */
  private static String place(Upload upload) {
    return upload.url().getHost();
  }
}
