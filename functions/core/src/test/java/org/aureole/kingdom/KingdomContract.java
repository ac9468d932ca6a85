package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * What the Kingdom does on every database: subclasses name the database. All tests of one class
 * share a market, and each takes Measurements of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class KingdomContract {
  TestMarket market;

  protected abstract TestDatabases databases();

  @BeforeAll
  void openMarket() {
    market = new TestMarket(databases());
  }

  /** Whatever the tests did, every Measurement is consistent at the end. */
  @AfterAll
  void closeMarket() {
    if (market != null) {
      try (TestMarket closing = market) {
        MarketInvariants.check(closing);
      }
    }
  }

  static DomainException refused(ErrorCode code, ThrowingCallable call) {
    DomainException error = catchThrowableOfType(DomainException.class, call);
    assertThat(error).as("the call is refused as %s", code).isNotNull();
    assertThat(error.code()).as(error.getMessage()).isEqualTo(code);
    return error;
  }

  /** An INVALID_ARGUMENT or other refusal that names a field. */
  static DomainException refusedAt(String field, ErrorCode code, ThrowingCallable call) {
    DomainException error = refused(code, call);
    assertThat(error.field()).as(error.getMessage()).contains(field);
    return error;
  }
}
