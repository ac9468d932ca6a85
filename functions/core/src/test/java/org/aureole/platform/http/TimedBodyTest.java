package org.aureole.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.aureole.platform.http.TimedBody.Pace;
import org.junit.jupiter.api.Test;

class TimedBodyTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Pace PACE = new Pace(Duration.ofSeconds(10), 100);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND);

  /** Of so many bytes, one at a time, with a pause before each. */
  private TimedBody dripping(int bytes, double secondsPerByte) {
    InputStream slow =
        new FilterInputStream(new ByteArrayInputStream(new byte[bytes])) {
          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            now.addAndGet((long) (secondsPerByte * SECOND));
            return super.read(buffer, offset, Math.min(1, length));
          }
        };
    return new TimedBody(slow, PACE, now::get);
  }

  @Test
  void aSteadySenderMayTakeAsLongAsItTakes() throws IOException {
    assertThat(dripping(10_000, 0.01).readAllBytes()).hasSize(10_000);
  }

  @Test
  void aSlowStartIsForgiven() throws IOException {
    assertThat(dripping(5, 2).readAllBytes()).hasSize(5);
  }

  @Test
  void aByteNowAndThenIsNot() {
    long before = now.get();
    assertThatThrownBy(() -> dripping(1_000_000, 1).readAllBytes())
        .isInstanceOf(TimedBody.TooSlowException.class)
        .hasMessageContaining("100 bytes per second");
    assertThat(now.get() - before).isLessThan(12 * SECOND);
  }

  @Test
  void theClockStartsWithTheFirstRead() throws IOException {
    TimedBody body = dripping(3, 1);
    now.addAndGet(3600 * SECOND);
    assertThat(body.read()).isZero();
    assertThat(body.readAllBytes()).hasSize(2);
  }
}
