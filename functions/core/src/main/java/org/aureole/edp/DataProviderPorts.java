package org.aureole.edp;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;
import org.aureole.edp.market.KingdomApi;
import org.aureole.edp.population.EventAnalyses;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.handover.PeerInboxes;
import org.aureole.platform.keys.Keys;
import org.aureole.platform.sql.Database;
import org.aureole.platform.work.Jobs;
import org.aureole.platform.work.Outbox;
import org.aureole.platform.work.OutboxRelay;

/**
 * What a data provider works with. Immutable.
 *
 * @param database migrated with {@link DataProvider#SCHEMAS}
 * @param relay sends to {@link org.aureole.edp.market.Progress#topics}
 * @param kingdom the Kingdom, called as this provider
 * @param inboxes the Duchies, called as this provider
 * @param events the bucket of event files
 * @param internal the bucket of answers; keeps no old versions
 * @param analyses reads the objects of {@code events}
 */
public record DataProviderPorts(
    Database database,
    OutboxRelay relay,
    Outbox outbox,
    Jobs jobs,
    KingdomApi kingdom,
    PeerInboxes inboxes,
    Keys keys,
    BlobStore events,
    BlobStore internal,
    EventAnalyses analyses,
    InstantSource clock,
    SecureRandom random) {
  public DataProviderPorts {
    Objects.requireNonNull(database);
    Objects.requireNonNull(relay);
    Objects.requireNonNull(outbox);
    Objects.requireNonNull(jobs);
    Objects.requireNonNull(kingdom);
    Objects.requireNonNull(inboxes);
    Objects.requireNonNull(keys);
    Objects.requireNonNull(events);
    Objects.requireNonNull(internal);
    Objects.requireNonNull(analyses);
    Objects.requireNonNull(clock);
    Objects.requireNonNull(random);
  }
}
