package org.aureole.local.cli.market;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.aureole.local.market.Market;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketFolder;
import org.aureole.local.market.MarketSettings;
import org.aureole.model.error.DomainException;

/**
 * A market in this process, which is also stopped cleanly when the process is told to end, as by
 * Ctrl-C, and be it while the market starts. Thread-safe.
 */
public final class ForegroundMarket implements AutoCloseable {
  private static final long START_PATIENCE_SECONDS = 60;

  private final CompletableFuture<Market> market = new CompletableFuture<>();
  private final Thread hook = new Thread(this::stopAtExit, "market-down");
  private final Runnable before;
  private final Runnable afterwards;
  private boolean begun;
  private boolean ending;

  private ForegroundMarket(Runnable before, Runnable afterwards) {
    this.before = before;
    this.afterwards = afterwards;
  }

  /**
   * No market yet; but when the process is told to end, what shall then happen does.
   *
   * @param before what to do first when the process is told to end
   * @param afterwards what to do in the end: when the process is told to end, and at {@link #close}
   */
  public static ForegroundMarket prepare(Runnable before, Runnable afterwards) {
    ForegroundMarket prepared = new ForegroundMarket(before, afterwards);
    Runtime.getRuntime().addShutdownHook(prepared.hook);
    return prepared;
  }

  /**
   * Starts the market of a folder, for the first time or again.
   *
   * @param afterwards what to do once it is stopped
   */
  public static ForegroundMarket start(
      MarketFolder folder, MarketConfig config, MarketSettings settings, Runnable afterwards) {
    ForegroundMarket started = prepare(() -> {}, afterwards);
    try {
      started.begin(folder, config, settings);
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  /** Starts the market of a folder, once. */
  public void begin(MarketFolder folder, MarketConfig config, MarketSettings settings) {
    synchronized (this) {
      if (ending) {
        throw DomainException.precondition("this process is about to end; start the market again");
      }
      begun = true;
    }
    try {
      market.complete(Market.start(folder, config, settings));
    } catch (RuntimeException | Error e) {
      market.completeExceptionally(e);
      throw e;
    }
  }

  public MarketConfig config() {
    return market.join().config();
  }

  public Market market() {
    return market.join();
  }

  private void stopAtExit() {
    try {
      before.run();
      if (end()) {
        market.get(START_PATIENCE_SECONDS, TimeUnit.SECONDS).close();
      }
    } catch (ExecutionException | TimeoutException e) {
      // It never started, and what it did start stopped with it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      afterwards.run();
    }
  }

  /** From now on nothing begins; returns whether something has begun. */
  private synchronized boolean end() {
    ending = true;
    return begun;
  }

  /** Stops the market if it runs. Idempotent. */
  public void stop() {
    if (market.isDone() && !market.isCompletedExceptionally()) {
      market.join().close();
    }
  }

  /** Stops the market. */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      afterwards.run();
    } catch (IllegalStateException e) {
      // The process is ending, and the hook does the rest.
    }
  }
}
