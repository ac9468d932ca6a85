package org.aureole.platform.function;

import java.util.List;
import java.util.function.Consumer;
import org.aureole.platform.http.Route;
import org.aureole.platform.identity.PrincipalDirectory;
import org.aureole.platform.work.JobName;

/**
 * What one party serves and runs, whatever kind of party it is.
 *
 * @param routes its HTTP API
 * @param principals who may call it
 * @param runJob runs one job in the calling thread
 * @param close releases what the party itself holds
 */
public record PartyFunctions(
    List<? extends Route> routes,
    PrincipalDirectory principals,
    Consumer<JobName> runJob,
    Runnable close) {}
