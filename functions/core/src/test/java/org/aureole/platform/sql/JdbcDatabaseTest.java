package org.aureole.platform.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;

/** How the transaction loop answers to errors that a healthy database does not show on demand. */
class JdbcDatabaseTest {
  private static final int GRPC_ABORTED = 10;
  private static final int GRPC_ALREADY_EXISTS = 6;
  private static final int GRPC_UNAVAILABLE = 14;

  private final Deque<SQLException> commitErrors = new ArrayDeque<>();
  private final List<String> heard = new ArrayList<>();
  private final AtomicInteger rollbacks = new AtomicInteger();
  private final AtomicInteger runs = new AtomicInteger();
  private final JdbcDatabase database =
      new JdbcDatabase(
          source(), new TestClock(), new RetryPolicy(3, Duration.ZERO, Duration.ZERO), meter());

  @Test
  void anAbortAtCommitIsRunAgain() {
    commitErrors.addAll(List.of(postgres("40001"), spanner(GRPC_ABORTED)));
    database.run("work", tx -> runs.incrementAndGet());
    assertThat(runs).hasValue(3);
    assertThat(rollbacks).hasValue(2);
  }

  @Test
  void theRetriesAreBounded() {
    for (int i = 0; i < 5; i++) {
      commitErrors.add(postgres("40001"));
    }
    assertThatThrownBy(() -> database.run("work", tx -> runs.incrementAndGet()))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.ABORTED);
              assertThat(e.isRetryable()).isTrue();
            });
    assertThat(runs).hasValue(3);
  }

  @Test
  void aConnectionLostWhileCommittingIsNotRunAgain() {
    for (SQLException lost : List.of(postgres("08006"), spanner(GRPC_UNAVAILABLE))) {
      runs.set(0);
      commitErrors.add(lost);
      assertThatThrownBy(() -> database.run("work", tx -> runs.incrementAndGet()))
          .isInstanceOfSatisfying(
              DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
          .hasMessageContaining("may or may not have taken place");
      assertThat(runs).hasValue(1);
    }
  }

  @Test
  void aDuplicateIsBelievedWhenItIsSeenAgain() {
    for (SQLException duplicate : List.of(postgres("23505"), spanner(GRPC_ALREADY_EXISTS))) {
      commitErrors.addAll(List.of(duplicate, duplicate));
      assertThatThrownBy(() -> database.run("work", tx -> runs.incrementAndGet()))
          .isInstanceOfSatisfying(
              DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
    }
  }

  @Test
  void theMeterHearsEveryAttemptByName() {
    commitErrors.addAll(List.of(postgres("40001"), postgres("40001")));
    database.run("work", tx -> runs.incrementAndGet());
    commitErrors.add(postgres("22001"));
    assertThatThrownBy(() -> database.read("look", tx -> runs.incrementAndGet()));
    assertThat(heard)
        .containsExactly(
            "work false ABORTED", "work false ABORTED", "work false COMMITTED", "look true FAILED");
  }

  private DatabaseMeter meter() {
    return new DatabaseMeter() {
      @Override
      public void statement(String transaction, String sql, long rows, long nanos) {
        heard.add(transaction + " " + sql);
      }

      @Override
      public void attempt(String transaction, boolean readOnly, Ending ending, long nanos) {
        heard.add(transaction + " " + readOnly + " " + ending);
      }
    };
  }

  @Test
  void aDuplicateOfARowThatCameMeanwhileIsRunAgain() {
    commitErrors.add(postgres("23505"));
    database.run("work", tx -> runs.incrementAndGet());
    assertThat(runs).hasValue(2);
  }

  private static SQLException postgres(String state) {
    return new SQLException("by state", state, 0);
  }

  private static SQLException spanner(int code) {
    return new SQLException("by code", null, code);
  }

  private DataSource source() {
    Connection connection =
        (Connection)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, args) ->
                    switch (method.getName()) {
                      case "getTransactionIsolation" -> Connection.TRANSACTION_SERIALIZABLE;
                      case "getAutoCommit", "isReadOnly", "isClosed" -> false;
                      case "rollback" -> {
                        rollbacks.incrementAndGet();
                        yield null;
                      }
                      case "commit" -> {
                        if (!commitErrors.isEmpty()) {
                          throw commitErrors.poll();
                        }
                        yield null;
                      }
                      case "close", "setAutoCommit", "setReadOnly", "setTransactionIsolation" ->
                          null;
                      case "hashCode" -> 1;
                      case "equals" -> proxy == args[0];
                      case "toString" -> "connection";
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, args) -> connection);
  }
}
