package org.aureole.crypto.curve;

class BouncyCastleKernelTest extends CurveKernelContract {
  @Override
  CurveKernel kernel() {
    return new BouncyCastleKernel();
  }
}
