package org.aureole.local.market;

import java.util.List;
import org.aureole.local.function.FunctionHost;
import org.aureole.platform.admission.Admission;
import org.aureole.platform.admission.RateLimits;
import org.aureole.platform.function.PartyFunctions;
import org.aureole.platform.http.Route;
import org.aureole.platform.http.Router;
import org.aureole.platform.identity.Authenticator;
import org.aureole.platform.identity.KeySetFetcher;
import org.aureole.platform.identity.TokenVerifier;
import org.aureole.platform.limit.TokenBucket;
import org.aureole.platform.sql.Database;

/** One party while it runs: its functions behind the framework's invoker, its workers, its rows. */
final class PartyServer implements AutoCloseable {
  private final PartyConfig party;
  private final Database database;
  private final PartyWorkers workers;
  private final PartyFunctions functions;
  private final FunctionHost host;

  private PartyServer(
      PartyConfig party,
      Database database,
      PartyWorkers workers,
      PartyFunctions functions,
      FunctionHost host) {
    this.party = party;
    this.database = database;
    this.workers = workers;
    this.functions = functions;
    this.host = host;
  }

  static PartyServer start(
      LocalCloud cloud,
      PartyConfig party,
      Database database,
      PartyWorkers workers,
      PartyFunctions functions,
      MarketSettings settings) {
    RateLimits limits = settings.limits();
    TokenVerifier verifier =
        new TokenVerifier(
            party.url().toString(),
            List.of(cloud.issuer().acceptedIssuer()),
            KeySetFetcher.over(cloud.http()),
            cloud.clock(),
            new TokenBucket(limits.unverified(), System::nanoTime));
    Router router =
        new Router(
            functions.routes(),
            new Authenticator(verifier, functions.principals()),
            cloud.clock(),
            new Admission(limits),
            settings.meters().requests(party.id()));
    FunctionHost host = FunctionHost.start(party.port(), router);
    workers.runJobsBy(functions.runJob());
    return new PartyServer(party, database, workers, functions, host);
  }

  PartyConfig party() {
    return party;
  }

  Database database() {
    return database;
  }

  List<? extends Route> routes() {
    return functions.routes();
  }

  /** Stops answering first, then working; what is not done stays in the database. */
  @Override
  public void close() {
    host.close();
    workers.close();
    functions.close().run();
    database.close();
  }
}
