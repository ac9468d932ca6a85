package org.aureole.platform.handover;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.Objects;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.Upload;
import org.aureole.platform.blob.Uploader;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.identity.TokenSource;
import org.aureole.platform.net.PeerUrls;
import org.aureole.v1.CreateUploadRequest;

/** Asks the Duchy's API for an upload URL and puts the bytes there. Thread-safe. */
public final class HttpPeerInboxes implements PeerInboxes {
  private final TokenSource tokens;
  private final HttpClient http;
  private final Uploader uploader;
  private final PeerUrls urls;

  /**
   * @param urls which URLs of a Duchy are called
   */
  public HttpPeerInboxes(TokenSource tokens, HttpClient http, PeerUrls urls) {
    this.urls = Objects.requireNonNull(urls);
    this.tokens = Objects.requireNonNull(tokens);
    this.http = Objects.requireNonNull(http);
    this.uploader = new Uploader(http);
  }

  @Override
  public void deliver(URI apiUrl, CreateUploadRequest request, Uploader.Content content) {
    org.aureole.v1.Upload upload =
        new ApiClient(urls.check(apiUrl, "the Duchy's signed parameters"), tokens, http)
            .call(
                HttpMethod.POST,
                "/v1/uploads",
                request,
                org.aureole.v1.Upload.getDefaultInstance());
    if (!upload.getComplete()) {
      Upload leave = leave(upload, apiUrl);
      urls.check(leave.url(), apiUrl.toString());
      put(leave, content);
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
      return new Upload(
          URI.create(upload.getUrl()),
          upload.getHeadersMap(),
          Instant.ofEpochSecond(
              upload.getExpireTime().getSeconds(), upload.getExpireTime().getNanos()));
    } catch (IllegalArgumentException e) {
      // Without the cause: its message would hold the URL, which is a bearer secret.
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION, apiUrl + " answered with an upload URL that is none");
    }
  }
}
