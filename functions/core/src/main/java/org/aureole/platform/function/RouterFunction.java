package org.aureole.platform.function;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.io.IOException;
import java.util.Objects;
import org.aureole.platform.http.HttpQuery;
import org.aureole.platform.http.HttpReply;
import org.aureole.platform.http.Router;

/** A {@link Router} as an HTTP function. Thread-safe. */
public final class RouterFunction implements HttpFunction {
  private final Router router;

  public RouterFunction(Router router) {
    this.router = Objects.requireNonNull(router);
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    HttpReply reply =
        router.handle(
            new HttpQuery(
                request.getMethod(),
                rawPath(request.getUri()),
                request.getQuery().orElse(""),
                request.getHeaders(),
                request.getInputStream()));
    response.setStatusCode(reply.status());
    reply.headers().forEach(response::appendHeader);
    if (!reply.body().isEmpty()) {
      reply.body().writeTo(response.getOutputStream());
    }
  }

  /** The path as sent: the framework's own getPath has some escapes already decoded. */
  public static String rawPath(String uri) {
    int authority = uri.indexOf("://");
    int start = authority < 0 ? 0 : uri.indexOf('/', authority + 3);
    if (start < 0) {
      return "/";
    }
    int end = start;
    while (end < uri.length() && uri.charAt(end) != '?' && uri.charAt(end) != '#') {
      end++;
    }
    return uri.substring(start, end);
  }
}
