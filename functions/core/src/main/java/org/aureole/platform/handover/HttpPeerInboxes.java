package org.aureole.platform.handover;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.Upload;
import org.aureole.platform.blob.Uploader;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.PeerUrl;
import org.aureole.platform.identity.TokenSource;
import org.aureole.v1.CreateUploadRequest;

/** Asks the Duchy's API for an upload URL and puts the bytes there. Thread-safe. */
public final class HttpPeerInboxes implements PeerInboxes {
  private static final Pattern HEADER =
      Pattern.compile(
          "content-type|content-md5|if-none-match|x-(amz|goog)-[a-z0-9-]{1,100}",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]{0,4000}");

  private final TokenSource tokens;
  private final HttpClient http;
  private final ApiClient.Patience patience;
  private final Uploader uploader;

  public HttpPeerInboxes(TokenSource tokens, HttpClient http) {
    this(tokens, http, ApiClient.Patience.USUAL, Uploader.USUAL_PATIENCE);
  }

  /**
   * @param calls how long a call of the API is tried
   * @param uploads how long an upload is tried
   */
  public HttpPeerInboxes(
      TokenSource tokens, HttpClient http, ApiClient.Patience calls, ApiClient.Patience uploads) {
    this.tokens = Objects.requireNonNull(tokens);
    this.http = Objects.requireNonNull(http);
    this.patience = Objects.requireNonNull(calls);
    this.uploader = new Uploader(http, uploads);
  }

  @Override
  public void deliver(URI apiUrl, CreateUploadRequest request, Uploader.Content content) {
    org.aureole.v1.Upload upload =
        new ApiClient(apiUrl, tokens, http, patience)
            .call(
                HttpMethod.POST,
                "/v1/uploads",
                request,
                org.aureole.v1.Upload.getDefaultInstance());
    if (!upload.getComplete()) {
      put(leave(upload, apiUrl), content);
    }
  }

  private void put(Upload leave, Uploader.Content content) {
    try {
      uploader.upload(leave, content);
    } catch (DomainException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED) {
        throw DomainException.unavailable("the upload URL has expired; a new one is needed", e);
      }
      throw e;
    }
  }

  private static Upload leave(org.aureole.v1.Upload upload, URI apiUrl) {
    try {
      upload.getHeadersMap().forEach(HttpPeerInboxes::checkHeader);
      return new Upload(
          PeerUrl.upload(upload.getUrl(), apiUrl),
          upload.getHeadersMap(),
          Instant.ofEpochSecond(
              upload.getExpireTime().getSeconds(), upload.getExpireTime().getNanos()));
    } catch (IllegalArgumentException e) {
      // Its message says what is wrong and does not hold the URL, which is a bearer secret.
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION,
          apiUrl + " answered with an upload that is none: it " + e.getMessage());
    }
  }

  /** A store may ask for headers of its own; the ones that steer the connection are ours. */
  private static void checkHeader(String name, String value) {
    if (!HEADER.matcher(name).matches() || !HEADER_VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "asks for a header other than content-type, content-md5, if-none-match, x-amz-… and"
              + " x-goog-…");
    }
  }
}
