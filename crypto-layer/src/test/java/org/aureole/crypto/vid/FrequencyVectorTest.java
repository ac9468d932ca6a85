package org.aureole.crypto.vid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrequencyVectorTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 10, 255, 256, 65_535, 65_536, Integer.MAX_VALUE})
  void add_saturatesAtTheCap(int cap) {
    FrequencyVector vector = new FrequencyVector(3, cap);
    vector.add(1, cap - 1L);
    vector.add(1, 0);
    assertThat(vector.get(1)).isEqualTo(cap - 1);
    vector.add(1, 1);
    vector.add(1, 1);
    vector.add(2, Long.MAX_VALUE);
    assertThat(vector.get(0)).isZero();
    assertThat(vector.get(1)).isEqualTo(cap);
    assertThat(vector.get(2)).isEqualTo(cap);
    assertThat(vector.sum(cap)).isEqualTo(2L * cap);
    vector.destroy();
    assertThat(vector.sum(cap)).isZero();
  }

  @Test
  void histogram_putsTheRestInTheLastBucket() {
    FrequencyVector vector = new FrequencyVector(6, 100);
    int[] frequencies = {0, 1, 1, 2, 3, 70};
    for (int i = 0; i < frequencies.length; i++) {
      vector.add(i, frequencies[i]);
    }
    assertThat(vector.histogram(3)).containsExactly(1, 2, 1, 2);
    assertThat(vector.histogram(1)).containsExactly(1, 5);
    assertThat(vector.sum(2)).isEqualTo(8);
  }

  @Test
  void addAll_addsAndSaturates() {
    FrequencyVector left = new FrequencyVector(2, 5);
    left.add(0, 4);
    FrequencyVector right = new FrequencyVector(2, 1000);
    right.add(0, 500);
    right.add(1, 2);
    left.addAll(right);
    assertThat(left.get(0)).isEqualTo(5);
    assertThat(left.get(1)).isEqualTo(2);
    assertThatThrownBy(() -> left.addAll(new FrequencyVector(3, 1)))
        .hasMessageContaining("3 elements where 2 are expected");
  }

  @Test
  void negativeAmounts_areRefused() {
    assertThatThrownBy(() -> new FrequencyVector(1, 1).add(0, -1)).hasMessageContaining("negative");
    assertThatThrownBy(() -> new FrequencyVector(1, 0)).hasMessageContaining("cap");
    assertThatThrownBy(() -> new FrequencyVector(-1, 1)).hasMessageContaining("length");
  }
}
