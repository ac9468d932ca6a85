package org.aureole.platform.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What becomes of text that others wrote. */
class ColumnTextTest {
  @Test
  void ordinaryTextIsLeftAlone() {
    String text = "größer als 3\nund 👥 mehr";
    assertThat(ColumnText.of(text)).isEqualTo(text);
  }

  @Test
  void whatNoColumnTakesIsReplaced() {
    assertThat(ColumnText.of("a\u0000b\tc\u007fd")).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd");
    assertThat(ColumnText.of("a\ud83d")).isEqualTo("a\uFFFD");
    assertThat(ColumnText.of("\udc65b")).isEqualTo("\uFFFDb");
  }

  @Test
  void longTextIsCutBetweenCharacters() {
    assertThat(ColumnText.of("x".repeat(5000))).hasSize(ColumnText.MAX);
    assertThat(ColumnText.of("ab👥", 3)).isEqualTo("ab");
    assertThat(ColumnText.of("ab👥", 4)).isEqualTo("ab👥");
  }

  @Test
  void noTextIsEmpty() {
    assertThat(ColumnText.of(null)).isEmpty();
  }

  @Test
  void onlyWhatEveryDatabaseStoresIsStorable() {
    assertThat(ColumnText.isStorable("tab\tand 👥")).isTrue();
    assertThat(ColumnText.isStorable("a\u0000")).isFalse();
    assertThat(ColumnText.isStorable("a\ud83d")).isFalse();
  }
}
