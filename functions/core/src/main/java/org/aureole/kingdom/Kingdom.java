package org.aureole.kingdom;

import com.google.protobuf.Empty;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aureole.kingdom.access.KingdomPrincipals;
import org.aureole.kingdom.api.ComputationEndpoints;
import org.aureole.kingdom.api.EventGroupEndpoints;
import org.aureole.kingdom.api.MeasurementEndpoints;
import org.aureole.kingdom.api.PartyEndpoints;
import org.aureole.kingdom.api.RequisitionEndpoints;
import org.aureole.kingdom.computation.ComputationResults;
import org.aureole.kingdom.computation.ComputationViews;
import org.aureole.kingdom.computation.Computations;
import org.aureole.kingdom.computation.ParamsCheck;
import org.aureole.kingdom.computation.Participation;
import org.aureole.kingdom.consent.SignatureCheck;
import org.aureole.kingdom.eventgroup.Availability;
import org.aureole.kingdom.eventgroup.EventGroups;
import org.aureole.kingdom.lifecycle.MeasurementProgress;
import org.aureole.kingdom.lifecycle.MeasurementSignals;
import org.aureole.kingdom.lifecycle.Notices;
import org.aureole.kingdom.measurement.MarketReader;
import org.aureole.kingdom.measurement.MeasurementCreation;
import org.aureole.kingdom.measurement.MeasurementExplanation;
import org.aureole.kingdom.measurement.MeasurementRows;
import org.aureole.kingdom.measurement.MeasurementTimeline;
import org.aureole.kingdom.measurement.MeasurementViews;
import org.aureole.kingdom.measurement.Measurements;
import org.aureole.kingdom.measurement.RandomIds;
import org.aureole.kingdom.party.CertificateRegistry;
import org.aureole.kingdom.party.PartyKeys;
import org.aureole.kingdom.party.Registration;
import org.aureole.kingdom.party.Revocations;
import org.aureole.kingdom.population.Populations;
import org.aureole.kingdom.requisition.DirectResults;
import org.aureole.kingdom.requisition.RequisitionAnswers;
import org.aureole.kingdom.requisition.RequisitionViews;
import org.aureole.kingdom.requisition.Requisitions;
import org.aureole.kingdom.store.CertificateStore;
import org.aureole.kingdom.store.ComputationStore;
import org.aureole.kingdom.store.CreationRequestStore;
import org.aureole.kingdom.store.EventGroupStore;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.PartyStore;
import org.aureole.kingdom.store.PopulationStore;
import org.aureole.kingdom.store.RequisitionStore;
import org.aureole.kingdom.store.ResultStore;
import org.aureole.kingdom.store.TimelineStore;
import org.aureole.kingdom.sweep.Reconciler;
import org.aureole.kingdom.sweep.Retention;
import org.aureole.platform.http.Endpoint;
import org.aureole.platform.identity.PrincipalDirectory;
import org.aureole.platform.identity.Role;
import org.aureole.platform.sql.Database;
import org.aureole.platform.work.JobHandler;
import org.aureole.platform.work.Outbox;
import org.aureole.platform.work.OutboxRelay;

/**
 * The Kingdom: the market's register of parties, and the coordinator of its Measurements. It sees
 * specifications and states; requisition specifications and results pass it sealed.
 *
 * <p>Put together from its ports; the current time is the database's clock. Thread-safe.
 */
public final class Kingdom {
  /** The schema of its database, for the migrator: {@code db/kingdom}. */
  public static final String SCHEMA = "kingdom";

  private final PartyStore parties = new PartyStore();
  private final CertificateStore certificates = new CertificateStore();
  private final EventGroupStore eventGroups = new EventGroupStore();
  private final PopulationStore populations = new PopulationStore();
  private final MeasurementStore measurements = new MeasurementStore();
  private final RequisitionStore requisitions = new RequisitionStore();
  private final ComputationStore computations = new ComputationStore();
  private final ResultStore results = new ResultStore();
  private final CreationRequestStore requests = new CreationRequestStore();
  private final TimelineStore timeline = new TimelineStore();
  private final MeasurementSignals signals = new MeasurementSignals();
  private final Database database;
  private final SecureRandom random;
  private final MeasurementProgress progress;
  private final SignatureCheck signatures;
  private final Revocations revocations;
  private final Reconciler reconciler;
  private final KingdomPrincipals principals;
  private final List<Endpoint<?, ?>> endpoints;

  /**
   * @param database with the tables of {@code platform} and {@link #SCHEMA}
   * @param outbox sends to the topics that bear the parties' names, such as {@code duchies/worker1}
   * @param relay the outbox's own, for what a crash left
   * @param random draws the ids of requisitions and computations
   */
  public Kingdom(
      Database database,
      Outbox outbox,
      OutboxRelay relay,
      SecureRandom random,
      KingdomConfig config) {
    this.database = database;
    this.random = random;
    this.progress =
        new MeasurementProgress(
            parties,
            measurements,
            requisitions,
            computations,
            certificates,
            new Notices(outbox, timeline),
            signals,
            config.patience());
    this.signatures = new SignatureCheck(parties, certificates);
    this.revocations = new Revocations(database, certificates, measurements, progress);
    this.reconciler =
        new Reconciler(
            database,
            measurements,
            progress,
            new Retention(
                database,
                measurements,
                requisitions,
                computations,
                results,
                timeline,
                requests,
                config.retention()),
            revocations,
            relay);
    this.principals =
        new KingdomPrincipals(database, parties, config.operators(), config.platform());
    List<Endpoint<?, ?>> all = new ArrayList<>();
    all.addAll(partyEndpoints().endpoints());
    all.addAll(eventGroupEndpoints().endpoints());
    all.addAll(measurementEndpoints(config.legions()).endpoints());
    all.addAll(requisitionEndpoints().endpoints());
    all.addAll(computationEndpoints().endpoints());
    all.add(sweepEndpoint());
    this.endpoints = List.copyOf(all);
  }

  /** Everything that it answers, to be served by a router. */
  public List<Endpoint<?, ?>> endpoints() {
    return endpoints;
  }

  /** It computes nothing. */
  public Map<String, JobHandler> jobs() {
    return Map.of();
  }

  /** Who calls it. */
  public PrincipalDirectory principals() {
    return principals;
  }

  /**
   * Does what is due: unsent messages, expiry, revocations, reminders. Call it about each minute.
   */
  public void sweep() {
    reconciler.sweep();
  }

  private PartyEndpoints partyEndpoints() {
    return new PartyEndpoints(
        new Registration(database, parties),
        new PartyKeys(database, parties, signatures),
        new CertificateRegistry(database, certificates, parties, revocations));
  }

  private EventGroupEndpoints eventGroupEndpoints() {
    return new EventGroupEndpoints(
        new EventGroups(database, eventGroups),
        new Availability(database, eventGroups),
        new Populations(database, populations, parties));
  }

  private MeasurementEndpoints measurementEndpoints(LegionsPolicy legions) {
    MarketReader markets = new MarketReader(parties, populations, signatures, legions);
    MeasurementViews views = new MeasurementViews(requisitions, results);
    MeasurementRows rows =
        new MeasurementRows(
            measurements,
            requisitions,
            computations,
            certificates,
            progress,
            new RandomIds(random));
    return new MeasurementEndpoints(
        new MeasurementCreation(database, measurements, requests, signatures, markets, rows, views),
        new Measurements(database, measurements, progress, signals, views),
        new MeasurementExplanation(database, markets),
        new MeasurementTimeline(database, measurements, requisitions, computations, timeline));
  }

  private RequisitionEndpoints requisitionEndpoints() {
    RequisitionViews views = new RequisitionViews(measurements, computations);
    DirectResults directResults = new DirectResults(results, certificates, signatures);
    return new RequisitionEndpoints(
        new Requisitions(database, requisitions, views),
        new RequisitionAnswers(
            database, requisitions, measurements, directResults, progress, views));
  }

  private ComputationEndpoints computationEndpoints() {
    ComputationViews views = new ComputationViews(computations, measurements, requisitions);
    return new ComputationEndpoints(
        new Computations(database, computations, views),
        new Participation(
            database,
            computations,
            measurements,
            certificates,
            progress,
            new ParamsCheck(signatures)),
        new ComputationResults(
            database, computations, measurements, results, progress, signatures, views));
  }

  private Endpoint<?, ?> sweepEndpoint() {
    return Endpoint.post("kingdom.sweep", "/v1/internal:sweep", Empty.getDefaultInstance())
        .callers(Role.PLATFORM)
        .handledBy((call, none) -> {
          sweep();
          return Empty.getDefaultInstance();
        });
  }
}
