package org.aureole.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;

class PagesTest {
  @Test
  void everyPageIsHandedOverOnce() {
    List<String> taken = new ArrayList<>();
    Pages.each(
        token -> token.isEmpty() ? "a" : token + "a",
        page -> page.length() < 3 ? page : "",
        taken::add);
    assertThat(taken).containsExactly("a", "aa", "aaa");
  }

  @Test
  void aListWithoutEndIsLeft() {
    AtomicInteger read = new AtomicInteger();
    assertThatThrownBy(() -> Pages.each(token -> "more", page -> "t", p -> read.incrementAndGet()))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION))
        .hasMessageContaining("after 1000 pages");
    assertThat(read).hasValue(Pages.MAX);
  }
}
