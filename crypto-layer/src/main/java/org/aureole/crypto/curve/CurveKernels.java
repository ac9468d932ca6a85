package org.aureole.crypto.curve;

import org.aureole.crypto.kernel.KernelChoice;
import org.aureole.crypto.kernel.NativeLibrary;

/** Which of the two twins of {@link CurveKernel} serves. */
public final class CurveKernels {
  private CurveKernels() {}

  /**
   * The kernel that this process uses: the native one where it loads and the system property
   * {@value KernelChoice#PROPERTY} does not say otherwise, else the one in Java. Always the same.
   */
  public static CurveKernel chosen() {
    return Chosen.KERNEL;
  }

  private static final class Chosen {
    private static final CurveKernel KERNEL =
        NativeLibrary.hasCurve() ? new NativeCurveKernel() : new BouncyCastleKernel();
  }
}
