package org.aureole.crypto.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What the measured process used: the processor time of a run, and the largest resident memory so
 * far, where Linux tells it.
 */
public final class ProcessUse implements InternalProfiler {
  static final String PEAK_MEMORY = "peakRss";
  static final String PROCESSOR_TIME = "processorTime";

  @Override
  public String getDescription() {
    return "processor time of a run, and peak resident memory of the process";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {}

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    return List.of(
        new ScalarResult(PROCESSOR_TIME, WorkingThread.lastNanos(), "ns", AggregationPolicy.MIN),
        new ScalarResult(PEAK_MEMORY, bytes(), "B", AggregationPolicy.MAX));
  }

  /** 0 where the system does not tell. */
  private static double bytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> 1024.0 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
