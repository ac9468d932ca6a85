package org.aureole.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDataTest {
  private final DemoData data = new DemoData();

  @Test
  void audiencesOverlapButAreNotTheSame() {
    long together = data.reach(List.of(0, 1, 2));
    long most = 0;
    long sum = 0;
    for (int provider = 0; provider < DemoData.providers(); provider++) {
      long alone = data.reach(List.of(provider));
      most = Math.max(most, alone);
      sum += alone;
    }

    assertThat(together).isGreaterThan(most).isLessThan(sum);
  }

  @Test
  void sharesSumToOne() {
    assertThat(data.shares(List.of(0, 1), 5).values().stream().mapToDouble(share -> share).sum())
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void filtersAndCapsTakeAway() {
    List<Integer> all = List.of(0, 1);

    assertThat(data.impressions("video_ad.viewed_fraction == 1.0", all, 10))
        .isPositive()
        .isLessThan(data.impressions("", all, 10));
    assertThat(data.impressions("", all, 1)).isLessThan(data.impressions("", all, 10));
    assertThat(data.seconds(0, Duration.ofSeconds(5)))
        .isPositive()
        .isLessThan(data.seconds(0, Duration.ofSeconds(500)));
  }

  @Test
  void womenAndMenAreEverybody() {
    assertThat(data.people("person.gender", 1) + data.people("person.gender", 2)).isEqualTo(50_000);
  }

  @Test
  void thereIsAFileForEachProvider(@TempDir Path folder) throws Exception {
    assertThat(data.write(folder))
        .hasSize(DemoData.providers())
        .allSatisfy(file -> assertThat(file).isNotEmptyFile())
        .anySatisfy(file -> assertThat(file.toString()).endsWith(".parquet"));
  }

  @Test
  void memoryIsMeasured() {
    assertThat(PeakMemory.bytes()).isGreaterThan(10L << 20).isLessThan(1L << 40);
  }
}
