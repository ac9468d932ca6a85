package org.aureole.fuzz;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request to a function and its answer, without a server. */
final class FakeHttp implements HttpRequest, HttpResponse {
  private final HttpInput input;
  private final Map<String, List<String>> parameters = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int status = 200;

  FakeHttp(HttpInput input) {
    this.input = input;
    for (String pair : input.query().split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals >= 0) {
        parameters
            .computeIfAbsent(decoded(pair.substring(0, equals)), name -> new ArrayList<>())
            .add(decoded(pair.substring(equals + 1)));
      }
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** The status that the function set. */
  int serve(HttpFunction function) {
    try {
      function.service(this, this);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return status;
  }

  int status() {
    return status;
  }

  String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public String getMethod() {
    return input.method();
  }

  @Override
  public String getUri() {
    return input.path() + "?" + input.query();
  }

  @Override
  public String getPath() {
    return input.path();
  }

  @Override
  public Optional<String> getQuery() {
    return Optional.of(input.query());
  }

  @Override
  public Map<String, List<String>> getQueryParameters() {
    return parameters;
  }

  @Override
  public Map<String, HttpPart> getParts() {
    return Map.of();
  }

  @Override
  public Optional<String> getContentType() {
    return Optional.empty();
  }

  /** What the request claims, as a sender that lies does; -1 where it claims nothing. */
  @Override
  public long getContentLength() {
    try {
      return Long.parseLong(input.headers().getOrDefault("Content-Length", List.of("-1")).get(0));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Override
  public Optional<String> getCharacterEncoding() {
    return Optional.empty();
  }

  @Override
  public InputStream getInputStream() {
    return new ByteArrayInputStream(input.body());
  }

  @Override
  public BufferedReader getReader() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, List<String>> getHeaders() {
    return input.headers();
  }

  @Override
  public void setStatusCode(int code) {
    status = code;
  }

  @Override
  public void setStatusCode(int code, String message) {
    status = code;
  }

  @Override
  public void setContentType(String contentType) {
    // Every answer is plain text.
  }

  @Override
  public void appendHeader(String header, String value) {
    // Nothing that a target looks at.
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  @Override
  public BufferedWriter getWriter() {
    throw new UnsupportedOperationException();
  }
}
