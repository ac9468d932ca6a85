package org.aureole.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReplyBodyTest {
  private static final int OFTEN = 20_000;

  /** The timer may strike before the reader is set up: found by a simulated market that hung. */
  @Test
  void timeThatIsOverBeforeTheHeadersAreReadEndsTheBody() throws Exception {
    for (int i = 0; i < OFTEN; i++) {
      ReplyBody body =
          ReplyBody.atMost(1, Duration.ZERO)
              .apply(new Head())
              .getBody()
              .toCompletableFuture()
              .get(1, TimeUnit.MINUTES);
      assertThat(body.end()).isEqualTo(ReplyBody.End.TOO_SLOW);
    }
  }

  private static final class Head implements ResponseInfo {
    @Override
    public int statusCode() {
      return 200;
    }

    @Override
    public HttpHeaders headers() {
      return HttpHeaders.of(Map.of(), (name, value) -> true);
    }

    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_1_1;
    }
  }
}
