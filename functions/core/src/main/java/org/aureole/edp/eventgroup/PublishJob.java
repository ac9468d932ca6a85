package org.aureole.edp.eventgroup;

import com.google.protobuf.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.edp.Timestamps;
import org.aureole.edp.market.KingdomApi;
import org.aureole.edp.policy.Policies;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.EventGroupName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.JobHandler;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.Lease;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.DataAvailability;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.EventFile;
import org.aureole.v1.EventGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the Kingdom hold what the rows say: event groups, availability, capabilities. Only what
 * differs from what was published last is sent. The job's resource is the data provider's name.
 */
public final class PublishJob implements JobHandler {
  public static final String KIND = "publish";

  private static final Logger log = LoggerFactory.getLogger(PublishJob.class);

  private final Database database;
  private final KingdomApi kingdom;
  private final PartyName self;
  private final DataProviderCapabilities.Kind providerKind;
  private final Policies policies;

  public PublishJob(
      Database database,
      KingdomApi kingdom,
      PartyName self,
      DataProviderCapabilities.Kind providerKind,
      Policies policies) {
    this.database = Objects.requireNonNull(database);
    this.kingdom = Objects.requireNonNull(kingdom);
    this.self = Objects.requireNonNull(self);
    this.providerKind = Objects.requireNonNull(providerKind);
    this.policies = Objects.requireNonNull(policies);
  }

  /** The one job of this kind at a data provider. */
  public static JobName name(PartyName self) {
    return new JobName(KIND, self.toString());
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void run(Lease lease) {
    Map<String, Message> wanted = database.read("readPublications", this::wanted);
    Map<String, String> published = database.read("readPublished", PublishJob::published);
    for (Map.Entry<String, Message> entry : wanted.entrySet()) {
      String digest = Fingerprint.of(entry.getValue().toByteArray()).hex();
      if (!digest.equals(published.get(entry.getKey()))) {
        publish(lease, entry.getKey(), entry.getValue(), digest);
      }
    }
  }

  @Override
  public void abandoned(Tx tx, JobName job, String reason) {
    // Nothing waits for it: what the Kingdom lacks is found again when the operator redrives the
    // job.
  }

  /** One resource that the Kingdom rejects does not keep it from the others. */
  private void publish(Lease lease, String name, Message message, String digest) {
    try {
      send(message);
    } catch (DomainException e) {
      if (e.isRetryable()) {
        throw e;
      }
      log.warn("the Kingdom rejected {}: {}", name, e.getMessage());
      reject(lease, name, e.getMessage());
      return;
    }
    database.run(
        "recordPublication",
        tx -> {
          lease.check(tx);
          tx.update("delete from rejected_publications where name = ?", name);
          tx.update("delete from publications where name = ?", name);
          tx.insert(
              "publications",
              Columns.of("name", name).and("digest", digest).and("published_at", tx.now()));
        });
  }

  private void reject(Lease lease, String name, String reason) {
    database.run(
        "rejectPublication",
        tx -> {
          lease.check(tx);
          tx.insertIfAbsent(
              "rejected_publications",
              List.of("name"),
              Columns.of("name", name).and("reason", reason).and("rejected_at", tx.now()));
        });
  }

  /** Whether something was never published, or the Kingdom rejected it: both may pass now. */
  public static boolean isWanting(Tx tx, PartyName self) {
    boolean rejected =
        !tx.query(
                "select name from rejected_publications order by name limit 1",
                row -> row.string("name"))
            .isEmpty();
    return rejected || digest(tx, capabilitiesName(self)).isEmpty();
  }

  private static String capabilitiesName(PartyName self) {
    return self + "/capabilities";
  }

  private static Optional<String> digest(Tx tx, String name) {
    return tx.one(
        "select digest from publications where name = ?", row -> row.string("digest"), name);
  }

  private void send(Message message) {
    if (message instanceof EventGroup group) {
      kingdom.putEventGroup(group);
    } else if (message instanceof DataAvailability availability) {
      kingdom.replaceDataAvailability(availability);
    } else {
      kingdom.replaceCapabilities((DataProviderCapabilities) message);
    }
  }

  private Map<String, Message> wanted(Tx tx) {
    Map<String, Message> wanted = new LinkedHashMap<>();
    wanted.put(capabilitiesName(self), capabilities(policies.current(tx)));
    if (providerKind != DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER) {
      return wanted;
    }
    List<EventFile> files = EventFiles.usable(tx);
    Map<String, List<EventFile>> byGroup = new TreeMap<>();
    files.forEach(
        file -> byGroup.merge(file.getEventGroup(), List.of(file), PublishJob::concatenated));
    // A group whose files are all gone stays at the Kingdom as it was; the availability tells.
    List<String> consumers = policies.current(tx).getMeasurementConsumersList();
    byGroup.forEach((group, own) ->
        wanted.put(
            groupName(group),
            eventGroup(group, own).addAllMeasurementConsumers(consumers).build()));
    wanted.put(self + "/dataAvailability", Availability.of(files).toMessage());
    return wanted;
  }

  private DataProviderCapabilities capabilities(AnswerPolicy policy) {
    return DataProviderCapabilities.newBuilder()
        .setKind(providerKind)
        .setHonestMajorityShareShuffle(policy.getHonestMajorityShareShuffle())
        .setLiquidLegionsV2(policy.getLiquidLegionsV2())
        .addAllNoiseMechanisms(policy.getNoiseMechanismsList())
        .build();
  }

  private EventGroup.Builder eventGroup(String group, List<EventFile> files) {
    TreeSet<String> fields = new TreeSet<>();
    Instant first = Instant.MAX;
    Instant end = Instant.MIN;
    for (EventFile file : files) {
      fields.addAll(file.getColumnsList());
      Instant start = Timestamps.toInstant(file.getEventInterval().getStartTime());
      Instant stop = Timestamps.toInstant(file.getEventInterval().getEndTime());
      first = start.isBefore(first) ? start : first;
      end = stop.isAfter(end) ? stop : end;
    }
    fields.removeAll(List.of("vid", "timestamp"));
    return EventGroup.newBuilder()
        .setName(groupName(group))
        .setDisplayName(EventGroupIds.displayName(files.get(0).getObject()))
        .addAllFields(fields)
        .setDataAvailabilityInterval(Timestamps.interval(first, end));
  }

  private String groupName(String group) {
    return new EventGroupName(self.id(), group).toString();
  }

  /** Whether the Kingdom was ever told of an event group. */
  public static boolean isPublished(Tx tx, EventGroupName group) {
    return digest(tx, group.toString()).isPresent();
  }

  private static Map<String, String> published(Tx tx) {
    Map<String, String> published = new LinkedHashMap<>();
    tx.query(
            "select name, digest from publications order by name",
            row -> Map.entry(row.string("name"), row.string("digest")))
        .forEach(row -> published.put(row.getKey(), row.getValue()));
    return published;
  }

  private static List<EventFile> concatenated(List<EventFile> some, List<EventFile> more) {
    List<EventFile> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
