package org.aureole.platform.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SqlScriptTest {
  @Test
  void statementsEndAtASemicolonOutsideQuotesAndComments() {
    assertThat(
            SqlScript.statements(
                """
                -- first; of all
                create table a (b text default 'x;''y' /* not; here */);
                create table "c;d" (e text);;
                drop table f\
                """))
        .containsExactly(
            "create table a (b text default 'x;''y'  )",
            "create table \"c;d\" (e text)",
            "drop table f");
  }

  @Test
  void whatIsNotClosedIsRefused() {
    assertThatThrownBy(() -> SqlScript.statements("create 'abc"))
        .hasMessage("a ' is not closed: 'abc");
    assertThatThrownBy(() -> SqlScript.statements("create /* abc"))
        .hasMessage("a /* is not closed: /* abc");
  }
}
