package org.aureole.model.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DomainExceptionTest {
  @Test
  void aMessageIsCutWhereItWouldRepeatWhatSomebodySent() {
    DomainException error = DomainException.invalid("f".repeat(5000), "m".repeat(5000));

    assertThat(error.getMessage())
        .hasSize(DomainException.MAX_MESSAGE_CHARS)
        .startsWith(error.field().orElseThrow() + ": mmm")
        .endsWith("m…");
    assertThat(error.field().orElseThrow()).hasSize(DomainException.MAX_FIELD_CHARS).endsWith("f…");
  }

  @Test
  void aMessageOfAllowedLengthStaysAsItIs() {
    String message = "m".repeat(DomainException.MAX_MESSAGE_CHARS);
    assertThat(DomainException.precondition(message)).hasMessage(message);
  }

  @Test
  void controlCharactersBecomeQuestionMarksAndLinesStay() {
    assertThat(DomainException.at(ErrorCode.SPEC_INVALID, "a\rb", "c\u001b[1m\u0085\0d\ne é"))
        .hasMessage("a?b: c?[1m??d\ne é")
        .satisfies(error -> assertThat(((DomainException) error).field()).contains("a?b"));
  }
}
