package org.aureole.crypto.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/**
 * What repeated runs of one measurement say about its stated standard deviation.
 *
 * <p>With 200 runs the empirical standard deviation itself has a relative standard error of 1/√400
 * = 5 %, and of 95 % intervals 190 ± 3.1 contain the truth.
 */
final class SeededRuns {
  private final String name;
  private final List<Double> errors = new ArrayList<>();
  private double statedVariances;
  private int covered;

  SeededRuns(String name) {
    this.name = name;
  }

  void add(Estimate estimate, double truth) {
    errors.add(estimate.value() - truth);
    statedVariances += estimate.standardDeviation() * estimate.standardDeviation();
    covered += estimate.interval95().contains(truth) ? 1 : 0;
  }

  int covered() {
    return covered;
  }

  double empirical() {
    double mean = errors.stream().mapToDouble(e -> e).average().orElseThrow();
    double squares = errors.stream().mapToDouble(e -> (e - mean) * (e - mean)).sum();
    return Math.sqrt(squares / (errors.size() - 1));
  }

  double stated() {
    return Math.sqrt(statedVariances / errors.size());
  }

  void assertHonest(int leastCovered, double tolerance) {
    assertThat(covered)
        .as("intervals that contain the truth: %s", this)
        .isGreaterThanOrEqualTo(leastCovered);
    assertThat(empirical() / stated())
        .as("empirical over stated: %s", this)
        .isBetween(1 - tolerance, 1 + tolerance);
  }

  @Override
  public String toString() {
    return "%s: %d of %d covered, empirical %.4g, stated %.4g, ratio %.3f"
        .formatted(name, covered, errors.size(), empirical(), stated(), empirical() / stated());
  }
}
