package org.aureole.local.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAreAsWideAsWhatIsInThemAndNumbersStandAtTheRight() {
    Table table = new Table().text("NAME").number("COUNT").text("NOTE");
    table.row("a", "5", "x");
    table.row("longer", "12,345", "");

    assertThat(table.lines())
        .containsExactly("NAME     COUNT  NOTE", "a            5  x", "longer  12,345");
  }

  @Test
  void aNameCannotSteerTheTerminal() {
    Table table = new Table().text("NAME").row("a\u001b[31m\nb");

    assertThat(table.lines()).containsExactly("NAME", "a?[31m?b");
  }

  @Test
  void refusesARowOfAnotherWidth() {
    Table table = new Table().text("A");

    assertThatThrownBy(() -> table.row("1", "2")).isInstanceOf(IllegalArgumentException.class);
    assertThat(table.isEmpty()).isTrue();
  }
}
