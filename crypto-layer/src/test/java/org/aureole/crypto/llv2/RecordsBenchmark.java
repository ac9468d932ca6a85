package org.aureole.crypto.llv2;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.aureole.crypto.bench.WorkingThread;
import org.aureole.crypto.curve.CurveKernel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a stage of the ring does with its records beside the curve's arithmetic. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordsBenchmark {
  /** Registers as they come: their bytes are uniform. */
  @State(Scope.Benchmark)
  public static class Registers {
    @Param("100000")
    int items;

    private byte[] records;
    private byte[] tags;

    @Setup
    public void draw() {
      Random random = new Random(1);
      records = new byte[items * CurveKernel.TUPLE_BYTES];
      random.nextBytes(records);
      // Three registers of each index.
      tags = new byte[items * CurveKernel.POINT_BYTES];
      byte[] tag = new byte[CurveKernel.POINT_BYTES];
      for (int i = 0; i < items; i++) {
        random.setSeed(i % Math.max(1, items / 3));
        random.nextBytes(tag);
        System.arraycopy(tag, 0, tags, i * tag.length, tag.length);
      }
    }
  }

  /** Shuffles by sorting, as every stage ends. */
  @Benchmark
  public byte[] sort(Registers registers, WorkingThread thread) {
    return Records.sorted(registers.records, CurveKernel.TUPLE_BYTES);
  }

  /** Finds the registers of each index. */
  @Benchmark
  public Object join(Registers registers, WorkingThread thread) {
    return IndexGroups.of(registers.tags);
  }
}
