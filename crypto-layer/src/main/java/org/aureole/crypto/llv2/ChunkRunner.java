package org.aureole.crypto.llv2;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.aureole.crypto.curve.ScalarStream;
import org.aureole.crypto.prng.AesCtrStream;
import org.aureole.crypto.prng.Seed;
import org.aureole.model.error.DomainException;

/**
 * Cuts a batch into chunks and works on them with several threads. Immutable and thread-safe.
 *
 * <p>What comes out does not depend on the number of threads: chunks have a fixed size, and each
 * has a stream of randomness of its own, expanded from the batch's seed. The calling thread works
 * too, so that a batch ends even if the executor never runs anything.
 */
public final class ChunkRunner {
  private static final int CHUNK = 512;

  private final Executor executor;
  private final int threads;

  private ChunkRunner(Executor executor, int threads) {
    this.executor = executor;
    this.threads = threads;
  }

  /** A runner that uses the calling thread alone. */
  public static ChunkRunner sequential() {
    return new ChunkRunner(Runnable::run, 1);
  }

  /**
   * A runner that uses the calling thread and an executor.
   *
   * @param threads how many in all, at least 1
   */
  public static ChunkRunner of(Executor executor, int threads) {
    if (threads < 1) {
      throw DomainException.invalid("threads", "is " + threads + "; at least one works");
    }
    return new ChunkRunner(executor, threads);
  }

  /** What is done with the records from {@code from} to before {@code to} of a batch. */
  interface Work {
    byte[] on(int from, int to, ScalarStream random);
  }

  /** What is done without randomness. */
  interface Reading {
    byte[] on(int from, int to);
  }

  /** {@link #run(int, int, Seed, Work)} for work that draws nothing. */
  byte[] run(int records, int resultBytes, Reading reading) {
    Seed unused = Seed.of(new byte[Seed.BYTES]);
    return run(records, resultBytes, unused, (from, to, random) -> reading.on(from, to));
  }

  /**
   * The results of all chunks, one after the other. If chunks fail, the error of the first one is
   * thrown.
   *
   * @param records how many records the batch has
   * @param resultBytes how many bytes each gives
   * @param seed of this batch alone; destroyed
   */
  byte[] run(int records, int resultBytes, Seed seed, Work work) {
    Batch batch;
    try {
      batch = new Batch(records, resultBytes, seed.stream(), work);
    } finally {
      seed.destroy();
    }
    int chunks = (int) ((records + CHUNK - 1L) / CHUNK);
    for (int helper = 1; helper < Math.min(threads, chunks); helper++) {
      try {
        executor.execute(batch::work);
      } catch (RejectedExecutionException e) {
        // The calling thread then does this helper's part.
        break;
      }
    }
    batch.work();
    return batch.await();
  }

  /** One batch; its lock guards what is claimed, done, and failed. */
  private static final class Batch {
    private final int records;
    private final int resultBytes;
    private final AesCtrStream seeds;
    private final Work work;
    private final byte[] results;
    private int claimed;
    private int running;
    private int failedFrom = Integer.MAX_VALUE;
    private RuntimeException failure;

    Batch(int records, int resultBytes, AesCtrStream seeds, Work work) {
      this.records = records;
      this.resultBytes = resultBytes;
      this.seeds = seeds;
      this.work = work;
      this.results = new byte[Records.bytes(records, resultBytes)];
    }

    void work() {
      while (true) {
        int from;
        Seed seed;
        synchronized (this) {
          if (claimed >= records || failure != null) {
            return;
          }
          seed = Seed.drawn(seeds); // If that fails, nobody waits for a chunk that nobody has.
          from = claimed;
          claimed += Math.min(CHUNK, records - from);
          running++;
        }
        workOn(from, Math.min(records, from + CHUNK), seed);
      }
    }

    private void workOn(int from, int to, Seed seed) {
      RuntimeException thrown = null;
      try {
        byte[] result = work.on(from, to, new ScalarStream(seed));
        if (result.length != (to - from) * resultBytes) {
          throw new IllegalStateException("a chunk gave " + result.length + " bytes");
        }
        System.arraycopy(result, 0, results, from * resultBytes, result.length);
      } catch (RuntimeException e) {
        thrown = e;
      } catch (Error e) {
        // In a helper's thread nobody would see it, and the chunk's results would be missing.
        thrown = new IllegalStateException("a chunk of a batch failed", e);
      } finally {
        seed.destroy();
        end(from, to, thrown);
      }
    }

    private synchronized void end(int from, int to, RuntimeException thrown) {
      // Chunks are claimed in order, so whatever precedes the first failure still ends.
      if (thrown != null && from < failedFrom) {
        failedFrom = from;
        failure = thrown instanceof DomainException e ? located(e, from, to) : thrown;
      }
      running--;
      notifyAll();
    }

    private static DomainException located(DomainException e, int from, int to) {
      String place = "of the records from %d to before %d: ".formatted(from, to);
      return DomainException.of(e.code(), place + e.getMessage());
    }

    synchronized byte[] await() {
      boolean interrupted = false;
      while (running > 0) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure != null) {
        throw failure;
      }
      return results;
    }
  }
}
