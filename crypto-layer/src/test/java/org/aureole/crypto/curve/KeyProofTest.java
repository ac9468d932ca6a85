package org.aureole.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;

class KeyProofTest {
  private static final byte[] CONTEXT = {1, 2, 3};

  private final ScalarStream random = CurveKernelContract.scalars(7);
  private final SecretScalar secret = SecretScalar.draw(random);
  private final byte[] point = point(secret);

  private static byte[] point(SecretScalar secret) {
    CurveKernel kernel = new BouncyCastleKernel();
    return CurvePoints.compress(kernel.multiply(kernel.generator(), secret.toBytes()));
  }

  private static void refused(byte[] point, byte[] proof, byte[] context) {
    assertThatThrownBy(() -> KeyProof.verify(point, proof, context))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION));
  }

  @Test
  void proof_holdsForItsPointAndContextAlone() {
    byte[] proof = KeyProof.prove(secret, random, CONTEXT);
    KeyProof.verify(point, proof, CONTEXT);
    refused(point(SecretScalar.draw(random)), proof, CONTEXT);
    refused(point, proof, new byte[] {1, 2, 4});
    for (int at = 0; at < KeyProof.BYTES; at++) {
      byte[] changed = proof.clone();
      changed[at] ^= 1;
      refused(point, changed, CONTEXT);
    }
  }

  @Test
  void proofs_ofOneSecret_differ() {
    assertThat(KeyProof.prove(secret, random, CONTEXT))
        .isNotEqualTo(KeyProof.prove(secret, random, CONTEXT));
  }

  @Test
  void malformedProofs_areRefused() {
    byte[] proof = KeyProof.prove(secret, random, CONTEXT);
    refused(point, Arrays.copyOf(proof, 64), CONTEXT);
    refused(Arrays.copyOf(point, 32), proof, CONTEXT);
    refused(new byte[33], proof, CONTEXT);
    byte[] large = proof.clone();
    Arrays.fill(large, 33, 65, (byte) 0xff);
    refused(point, large, CONTEXT);
  }
}
