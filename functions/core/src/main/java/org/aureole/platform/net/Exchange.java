package org.aureole.platform.net;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One HTTP exchange with a server that need not be friendly: its answer is bounded in time and, by
 * {@link #bytes}, in size. The timeout of {@link HttpRequest} alone ends with the headers, after
 * which a server could send a byte an hour. Stateless.
 */
public final class Exchange {
  private Exchange() {}

  /**
   * Sends a request and waits for the whole answer.
   *
   * @param within for everything, from the connection to the last byte of the answer
   * @throws IOException if it breaks, takes longer, or the answer is too long
   * @throws InterruptedException if this thread is interrupted; the exchange is then given up
   */
  public static <T> HttpResponse<T> send(
      HttpClient client, HttpRequest request, BodyHandler<T> body, Duration within)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, body);
    try {
      return answer.get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("the answer did not come within " + within);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException(e.getCause());
    } finally {
      // A no-op once it has ended; else it closes the connection.
      answer.cancel(true);
    }
  }

  /**
   * Takes a body into memory.
   *
   * @param max more bytes than this fail the exchange with an IOException
   */
  public static BodyHandler<byte[]> bytes(int max) {
    return head -> new BoundedBody(max);
  }
}
