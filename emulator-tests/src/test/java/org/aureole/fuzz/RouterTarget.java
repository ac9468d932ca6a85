package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.http.HttpReply;
import org.aureole.platform.http.Router;
import org.aureole.platform.identity.TestTokens;

/** A party's router, asked by everybody and nobody, and what must be true of its answers. */
final class RouterTarget {
  private static final int MAX_TOKENS = 1000;

  private final Router router;
  private final TestTokens tokens;
  private final String audience;
  private final Predicate<String> tolerated;
  private final Map<String, String> issued = new HashMap<>();

  /**
   * @param audience of the tokens that the router accepts
   * @param tolerated texts of errors that may be tried again, where the party's state warrants it
   */
  RouterTarget(Router router, TestTokens tokens, String audience, Predicate<String> tolerated) {
    this.router = router;
    this.tokens = tokens;
    this.audience = audience;
    this.tolerated = tolerated;
  }

  /** Sends one request and checks the answer. */
  void send(byte[] input) {
    HttpInput request = HttpInput.parse(input);
    Optional<String> token = request.as().filter(as -> !as.isBlank()).map(this::token);
    HttpReply reply =
        Hostile.handed(input, () -> router.handle(request.toQuery(token))).orElseThrow();
    String text = reply.body().toStringUtf8();
    int status = reply.status();
    boolean answered = status == 200 || status == 204;
    assertThat(answered || status / 100 == 4 || isTolerated(text))
        .as("an answer with status %s: %s", status, text)
        .isTrue();
    if (token.isEmpty() && answered) {
      assertThat(request.method()).as("answered without a token: %s", text).isEqualTo("OPTIONS");
    }
    assertThat(reply.headers()).containsEntry("X-Content-Type-Options", "nosniff");
    if (!answered && !request.method().equals("HEAD")) {
      checkError(text, input);
    }
  }

  private String token(String subject) {
    if (issued.size() > MAX_TOKENS) {
      issued.clear();
    }
    return issued.computeIfAbsent(subject, s -> tokens.of(s, audience, FixedParty.now()));
  }

  private boolean isTolerated(String text) {
    return tolerated.test(text);
  }

  private void checkError(String text, byte[] input) {
    JsonObject error = JsonParser.parseString(text).getAsJsonObject().getAsJsonObject("error");
    JsonObject info = error.getAsJsonArray("details").get(0).getAsJsonObject();
    ErrorCode code = ErrorCode.valueOf(info.get("reason").getAsString());
    assertThat(code.handling() == ErrorCode.Handling.REJECT || isTolerated(text))
        .as("refused as %s: %s", code, text)
        .isTrue();
    Hostile.checkText(error.get("message").getAsString(), input);
  }
}
