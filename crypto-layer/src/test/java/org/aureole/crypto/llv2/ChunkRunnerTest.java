package org.aureole.crypto.llv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.aureole.crypto.prng.Seed;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChunkRunnerTest {
  private static final int RECORDS = 5000;

  private final ExecutorService pool = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  private static byte[] random(ChunkRunner runner) {
    return runner.run(
        RECORDS, 32, Seed.of(new byte[Seed.BYTES]), (from, to, random) -> random.next(to - from));
  }

  @Test
  void results_doNotDependOnThreads() {
    byte[] alone = random(ChunkRunner.sequential());
    assertThat(random(ChunkRunner.of(pool, 4))).isEqualTo(alone);
    Executor never = task -> {};
    assertThat(random(ChunkRunner.of(never, 8))).isEqualTo(alone);
    Executor full =
        task -> {
          throw new RejectedExecutionException("full");
        };
    assertThat(random(ChunkRunner.of(full, 8))).isEqualTo(alone);
    assertThat(Arrays.copyOf(alone, 32))
        .isNotEqualTo(Arrays.copyOfRange(alone, 512 * 32, 513 * 32));
  }

  @Test
  void seedOfABatch_endsWithIt() {
    Seed seed = Seed.of(new byte[Seed.BYTES]);
    ChunkRunner.sequential().run(1, 32, seed, (from, to, random) -> random.next(to - from));
    assertThat(seed.isDestroyed()).isTrue();
    Seed ofTooMany = Seed.of(new byte[Seed.BYTES]);
    assertThatThrownBy(() ->
            ChunkRunner.sequential()
                .run(Integer.MAX_VALUE, 2, ofTooMany, (from, to, random) -> new byte[0]))
        .hasMessageContaining("more than a stage can hold");
    assertThat(ofTooMany.isDestroyed()).isTrue();
  }

  @Test
  void everyRecordIsWorkedOnOnce_inItsPlace() {
    byte[] result =
        ChunkRunner.of(pool, 3)
            .run(
                RECORDS,
                2,
                (from, to) -> {
                  byte[] numbers = new byte[2 * (to - from)];
                  for (int i = from; i < to; i++) {
                    numbers[2 * (i - from)] = (byte) (i >> 8);
                    numbers[2 * (i - from) + 1] = (byte) i;
                  }
                  return numbers;
                });
    for (int i = 0; i < RECORDS; i++) {
      assertThat((result[2 * i] & 0xff) << 8 | (result[2 * i + 1] & 0xff)).isEqualTo(i);
    }
    assertThat(ChunkRunner.of(pool, 3).run(0, 7, (from, to) -> new byte[1])).isEmpty();
  }

  @Test
  void firstFailureIsThrown_withItsPlace() {
    for (int threads : new int[] {1, 4}) {
      assertThatThrownBy(() ->
              ChunkRunner.of(pool, threads)
                  .run(
                      RECORDS,
                      1,
                      (from, to) -> {
                        if (from >= 1024) {
                          throw DomainException.of(ErrorCode.PROTOCOL_VIOLATION, "record 3 is bad");
                        }
                        return new byte[to - from];
                      }))
          .isInstanceOfSatisfying(
              DomainException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION))
          .hasMessage("of the records from 1024 to before 1536: record 3 is bad");
    }
  }

  /** An error in a helper's thread must not leave zeros where results are missing. */
  @Test
  void errorsOfTheMachineAreNotSwallowed() {
    assertThatThrownBy(() ->
            ChunkRunner.of(pool, 4)
                .run(
                    RECORDS,
                    1,
                    (from, to) -> {
                      throw new StackOverflowError();
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasCauseInstanceOf(StackOverflowError.class);
    assertThatThrownBy(() -> ChunkRunner.sequential().run(10, 2, (from, to) -> new byte[3]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("3 bytes");
    assertThatThrownBy(() -> ChunkRunner.of(pool, 0)).hasMessageContaining("threads");
  }
}
