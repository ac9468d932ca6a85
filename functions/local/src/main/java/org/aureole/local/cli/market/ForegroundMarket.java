package org.aureole.local.cli.market;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.aureole.local.market.Market;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketFolder;
import org.aureole.local.market.MarketSettings;

/**
 * A market in this process, which is also stopped cleanly when the process is told to end, as by
 * Ctrl-C, and be it while the market starts. Thread-safe.
 */
public final class ForegroundMarket implements AutoCloseable {
  private static final long START_PATIENCE_SECONDS = 60;

  private final CompletableFuture<Market> market = new CompletableFuture<>();
  private final Thread hook = new Thread(this::stopAtExit, "market-down");
  private final Runnable afterwards;

  private ForegroundMarket(Runnable afterwards) {
    this.afterwards = afterwards;
  }

  /**
   * Starts the market of a folder, for the first time or again.
   *
   * @param afterwards what to do once it is stopped
   */
  public static ForegroundMarket start(
      MarketFolder folder, MarketConfig config, MarketSettings settings, Runnable afterwards) {
    ForegroundMarket started = new ForegroundMarket(afterwards);
    Runtime.getRuntime().addShutdownHook(started.hook);
    try {
      started.market.complete(Market.start(folder, config, settings));
      return started;
    } catch (RuntimeException e) {
      started.market.completeExceptionally(e);
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
      market.get(START_PATIENCE_SECONDS, TimeUnit.SECONDS).close();
      afterwards.run();
    } catch (ExecutionException | TimeoutException e) {
      // It never started, and what it did start stopped with it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the market. */
  @Override
  public void close() {
    market.join().close();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      afterwards.run();
    } catch (IllegalStateException e) {
      // The process is ending, and the hook does the rest.
    }
  }
}
