package org.aureole.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LifecyclesTest {
  private static final Set<MeasurementState> TERMINAL =
      EnumSet.of(MeasurementState.SUCCEEDED, MeasurementState.FAILED, MeasurementState.CANCELLED);

  @Test
  void pageOfDiagramsEqualsTables() throws Exception {
    Path page = Path.of("lifecycles.md");
    if (Boolean.getBoolean("lifecycles.write")) {
      LifecycleDiagrams.write(page);
    }
    assertThat(Files.readString(page)).isEqualTo(LifecycleDiagrams.page());
  }

  @Test
  void everyMeasurementStateThatIsNotTerminalCanFailAndBeCancelled() {
    for (MeasurementState state : MeasurementState.values()) {
      boolean open = !TERMINAL.contains(state);
      assertThat(Lifecycles.MEASUREMENT.isTerminal(state)).isEqualTo(!open);
      assertThat(Lifecycles.MEASUREMENT.allows(state, MeasurementState.FAILED)).isEqualTo(open);
      assertThat(Lifecycles.MEASUREMENT.allows(state, MeasurementState.CANCELLED)).isEqualTo(open);
    }
  }

  @Test
  void onlyFulfillmentOrComputationLeadsToSuccess() {
    for (MeasurementState state : MeasurementState.values()) {
      assertThat(Lifecycles.MEASUREMENT.allows(state, MeasurementState.SUCCEEDED))
          .isEqualTo(
              state == MeasurementState.PENDING_REQUISITION_FULFILLMENT
                  || state == MeasurementState.PENDING_COMPUTATION);
    }
  }

  @Test
  void aWorkerStartsToShuffleOnlyAfterConfirmation() {
    for (ComputationStage stage : ComputationStage.values()) {
      assertThat(Lifecycles.COMPUTATION.allows(stage, ComputationStage.SETUP))
          .isEqualTo(stage == ComputationStage.WAIT_FOR_CONFIRMATION);
    }
  }

  @Test
  void everyLifecycleEnds() {
    for (Lifecycle<?> lifecycle : Lifecycles.all()) {
      if (lifecycle != Lifecycles.REGISTRATION) {
        assertThat(hasTerminal(lifecycle)).as(lifecycle.name()).isTrue();
      }
    }
  }

  @Test
  void aTableWithUnreachableStateIsRefused() {
    var builder = Lifecycle.of("broken", CertificateState.class).startsAs(CertificateState.VALID);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("REVOKED");
  }

  private static <S extends Enum<S>> boolean hasTerminal(Lifecycle<S> lifecycle) {
    return lifecycle.states().stream().anyMatch(lifecycle::isTerminal);
  }
}
