package org.aureole.platform.http;

import com.google.protobuf.ByteString;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The body of a peer's reply, as far as it was let in: a peer decides neither how much memory nor
 * how much time its reply takes. The timeout of an {@link java.net.http.HttpRequest} ends where the
 * headers are there; what is given here goes on to the last byte.
 *
 * @param bytes what came until {@code end}
 * @param end why nothing more came
 */
public record ReplyBody(ByteString bytes, End end) {
  /** How reading a body ended. */
  public enum End {
    /** The peer sent its last byte. */
    COMPLETE,
    /** There was more than the limit; the connection was cut. */
    TOO_LONG,
    /** The time was over; the connection was cut. */
    TOO_SLOW
  }

  /**
   * Reads a body within limits; to be made anew for each exchange, as the time runs from now on.
   *
   * @param maxBytes the longest body
   * @param within for the whole exchange
   */
  public static HttpResponse.BodyHandler<ReplyBody> atMost(int maxBytes, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    return headers -> new Reader(maxBytes, deadline);
  }

  /** The text of a body that is text. */
  public String text() {
    return bytes.toStringUtf8();
  }

  /** One thread for every exchange of the process: it only ends those that are too slow. */
  private static final class Timer {
    private static final ScheduledThreadPoolExecutor SHARED = make();

    private static ScheduledThreadPoolExecutor make() {
      ScheduledThreadPoolExecutor timer =
          new ScheduledThreadPoolExecutor(
              1,
              task -> {
                Thread thread = new Thread(task, "reply-deadlines");
                thread.setDaemon(true);
                return thread;
              });
      timer.setRemoveOnCancelPolicy(true);
      return timer;
    }
  }

  /** Ends exactly once; cutting the subscription closes the connection. */
  private static final class Reader implements HttpResponse.BodySubscriber<ReplyBody> {
    private final int maxBytes;
    private final ByteString.Output bytes = ByteString.newOutput();
    private final CompletableFuture<ReplyBody> body = new CompletableFuture<>();
    private final ScheduledFuture<?> expiry;
    private Flow.Subscription subscription;
    private boolean ended;

    Reader(int maxBytes, long deadline) {
      this.maxBytes = maxBytes;
      this.expiry =
          Timer.SHARED.schedule(
              () -> end(End.TOO_SLOW), deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public CompletionStage<ReplyBody> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription toBody) {
      boolean late;
      synchronized (this) {
        subscription = toBody;
        late = ended;
      }
      if (late) {
        toBody.cancel();
      } else {
        toBody.request(Long.MAX_VALUE);
      }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        if (!take(buffer)) {
          end(End.TOO_LONG);
          return;
        }
      }
    }

    private synchronized boolean take(ByteBuffer buffer) {
      if (ended) {
        return true; // What still comes is of no interest.
      }
      if (buffer.remaining() > maxBytes - bytes.size()) {
        return false;
      }
      byte[] chunk = new byte[buffer.remaining()];
      buffer.get(chunk);
      bytes.write(chunk, 0, chunk.length);
      return true;
    }

    @Override
    public void onError(Throwable error) {
      expiry.cancel(false);
      body.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      end(End.COMPLETE);
    }

    private void end(End how) {
      ReplyBody whole;
      Flow.Subscription toCut;
      synchronized (this) {
        if (ended) {
          return;
        }
        ended = true;
        whole = new ReplyBody(bytes.toByteString(), how);
        toCut = how == End.COMPLETE ? null : subscription;
      }
      expiry.cancel(false);
      if (toCut != null) {
        toCut.cancel();
      }
      body.complete(whole);
    }
  }
}
