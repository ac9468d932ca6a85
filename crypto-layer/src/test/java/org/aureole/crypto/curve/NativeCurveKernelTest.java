package org.aureole.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;

import org.aureole.crypto.kernel.NativeLibrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("isThere")
class NativeCurveKernelTest extends CurveKernelContract {
  static boolean isThere() {
    return NativeLibrary.hasCurve();
  }

  @Override
  CurveKernel kernel() {
    return new NativeCurveKernel();
  }

  @Test
  void theNativeKernel_isTheOneChosen() {
    assertThat(CurveKernels.chosen().name()).isEqualTo("native");
  }
}
