package org.aureole.platform.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * A body that must keep coming: after a grace, at a least rate on average since the first read. A
 * sender of a byte now and then cannot keep a thread for longer than an honest sender of the same
 * many bytes could. (A sender of nothing at all is the server's idle timeout's.) For one thread.
 */
public final class TimedBody extends FilterInputStream {
  private static final double NANOS = 1e9;

  private final Pace pace;
  private final LongSupplier nanoTime;
  private long startedAt;
  private boolean started;
  private long bytes;

  /**
   * How fast a body must come.
   *
   * @param grace for which any rate will do
   * @param bytesPerSecond what must have come on average for the time after that, above 0
   */
  public record Pace(Duration grace, int bytesPerSecond) {
    /** Ten seconds, then 16 KiB a second: a poor line, and 256 KiB in half a minute. */
    public static final Pace USUAL = new Pace(Duration.ofSeconds(10), 16 * 1024);

    public Pace {
      if (grace.isNegative() || bytesPerSecond < 1) {
        throw new IllegalArgumentException("no pace: " + grace + ", " + bytesPerSecond + " B/s");
      }
    }
  }

  /** The body came too slowly. */
  public static final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1L;

    TooSlowException(Pace pace) {
      super(
          "the body comes too slowly: after "
              + pace.grace().toSeconds()
              + " s it must come at "
              + pace.bytesPerSecond()
              + " bytes per second");
    }
  }

  public TimedBody(InputStream body, Pace pace) {
    this(body, pace, System::nanoTime);
  }

  /**
   * @param nanoTime a clock that never goes back
   */
  public TimedBody(InputStream body, Pace pace, LongSupplier nanoTime) {
    super(Objects.requireNonNull(body));
    this.pace = Objects.requireNonNull(pace);
    this.nanoTime = Objects.requireNonNull(nanoTime);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (!started) {
      started = true;
      startedAt = nanoTime.getAsLong();
    }
    int read = super.read(buffer, offset, length);
    bytes += Math.max(read, 0);
    double late = (nanoTime.getAsLong() - startedAt - pace.grace().toNanos()) / NANOS;
    if (read >= 0 && bytes < late * pace.bytesPerSecond()) {
      throw new TooSlowException(pace);
    }
    return read;
  }
}
