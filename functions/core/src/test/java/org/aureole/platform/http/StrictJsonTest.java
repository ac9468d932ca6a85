package org.aureole.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.util.JsonFormat;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictJsonTest {
  private static final DynamicMessage SAMPLE = SampleMessages.SAMPLE;

  @Test
  void whatIsPrintedIsReadAsTheSameMessage() throws Exception {
    String json =
        """
        {"displayName": "ä\\u00e4", "small": -5, "big": "-9223372036854775808",
         "unsigned": 4294967295, "ratio": 1.5e-3, "on": true, "raw": "AAEC", "color": "RED",
         "child": {"children": [{"small": 1}, {}]}, "labels": {"a": 1, "b": 2},
         "time": "2026-01-31T00:00:00Z", "span": "3.5s", "limit": 7, "circle": "c"}
        """;
    DynamicMessage.Builder lenient = SAMPLE.newBuilderForType();
    JsonFormat.parser().merge(json, lenient);

    DynamicMessage strict = StrictJson.parse(json.getBytes(UTF_8), SAMPLE);

    assertThat(strict).isEqualTo(lenient.build());
    assertThat(StrictJson.parse(StrictJson.print(strict).getBytes(UTF_8), SAMPLE))
        .isEqualTo(strict);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // field | what the message says | the body
        "nosuch          | unknown field; the fields here are displayName, small | {`nosuch`: 1}",
        "child.nosuch    | unknown field          | {`child`: {`nosuch`: 1}}",
        "children[1].on  | must be true or false, not `yes` | {`children`: [{}, {`on`: `yes`}]}",
        "small           | must be a whole number | {`small`: 1.5}",
        "small           | must be a whole number | {`small`: 2147483648}",
        "small           | must be a whole number | {`small`: 1e999999999}",
        "small           | must be a whole number | {`small`: true}",
        "small           | must be a whole number | {`small`: `one`}",
        "small           | must be a whole number | {`small`: []}",
        "big             | must be a whole number | {`big`: `9223372036854775808`}",
        "unsigned        | from 0 to 4294967295   | {`unsigned`: -1}",
        "ratio           | must be a number       | {`ratio`: `much`}",
        "on              | must be true or false  | {`on`: `true`}",
        "on              | must be true or false  | {`on`: 1}",
        "displayName     | must be a string       | {`displayName`: 5}",
        "displayName     | must be a string       | {`displayName`: {}}",
        "raw             | must be base64         | {`raw`: `?`}",
        "color           | must be one of RED | {`color`: `BLUE`}",
        "color           | must be one of         | {`color`: 77}",
        "child           | must be a JSON object  | {`child`: []}",
        "children        | must be a JSON array   | {`children`: {}}",
        "children[0]     | must be a JSON object  | {`children`: [null]}",
        "labels          | must be a JSON object  | {`labels`: []}",
        "labels.a        | must be a whole number | {`labels`: {`a`: `b`}}",
        "time            | must be a time such as | {`time`: `yesterday`}",
        "time            | must be a time such as | {`time`: 5}",
        "span            | must be a duration     | {`span`: `5 minutes`}",
        "limit           | must be a whole number | {`limit`: `x`}",
        "square          | only one of circle and square | {`circle`: `a`, `square`: `b`}",
        "small           | the name is given twice | {`small`: 1, `small`: 2}",
        "child.small     | the name is given twice | {`child`: {`small`: 1, `small`: 2}}",
        "display_name    | is the same field as displayName | {`displayName`: `a`, `display_name`:"
            + " `b`}",
      })
  void aWrongFieldIsNamedWithWhatWouldBeRight(String field, String says, String body) {
    DomainException error = failure(body.replace('`', '"'));

    assertThat(error.field()).isEqualTo(Optional.of(field));
    assertThat(error).hasMessageContaining(says.replace('`', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "not JSON      | {",
        "not JSON      | {'small': 1}",
        "not JSON      | {small: 1}",
        "not JSON      | {\"small\": 01}",
        "not JSON      | {\"small\": 1,}",
        "not JSON      | {\"ratio\": NaN}",
        "not JSON      | {\"small\": 1} x",
        "not JSON      | {} {}",
        "not JSON      | {\"small\": 1} // note",
        "not JSON      | {\"on\": TRUE}",
        "not JSON      | )]}'{}",
        "a JSON object | []",
        "a JSON object | null",
        "a JSON object | 7",
        "exponent      | {\"ratio\": 1e2147483648}",
        "exponent      | {\"ratio\": 1e-99999999999}",
        "surrogate     | {\"displayName\": \"\\ud800\"}",
        "surrogate     | {\"displayName\": \"\\udc00\\ud800\"}",
        "surrogate     | {\"labels\": {\"\\ud800x\": 1}}",
        "longer than   | {\"small\":"
            + " 11111111111111111111111111111111111111111111111111111111111111111}",
      })
  void textThatIsNoJsonObjectIsRefused(String says, String body) {
    assertThat(failure(body)).hasMessageContaining(says);
  }

  @Test
  void deepNestingIsRefusedBeforeItCanExhaustTheStack() {
    String deep = "{\"child\":".repeat(100_000) + "{}" + "}".repeat(100_000);
    assertThat(failure(deep)).hasMessageContaining("nested deeper than 64");
  }

  @Test
  void whatIsWrongIsNeitherRepeatedAtLengthNorAbleToForgeALogLine() {
    DomainException error = failure("{\"" + "n".repeat(100_000) + "\": 1}");
    assertThat(error.getMessage()).hasSizeLessThan(DomainException.MAX_MESSAGE_CHARS);
    assertThat(error.field().orElseThrow()).hasSize(DomainException.MAX_FIELD_CHARS);

    assertThat(failure("{\"a\\r\\u001b[2Jb\": 1}")).hasMessageContaining("a??[2Jb");
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] latin1 = {'{', '"', (byte) 0xe4, '"', ':', '1', '}'};
    DomainException error =
        catchThrowableOfType(DomainException.class, () -> StrictJson.parse(latin1, SAMPLE));
    assertThat(error).hasMessageContaining("not UTF-8");
  }

  @Test
  void nothingAndNullMeanTheDefault() {
    assertThat(StrictJson.parse(new byte[0], SAMPLE)).isEqualTo(SAMPLE);
    assertThat(StrictJson.parse("{\"small\": null}".getBytes(UTF_8), SAMPLE)).isEqualTo(SAMPLE);
  }

  private static DomainException failure(String body) {
    DomainException error =
        catchThrowableOfType(
            DomainException.class, () -> StrictJson.parse(body.getBytes(UTF_8), SAMPLE));
    assertThat(error).as("refused: %s", body).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    return error;
  }
}
