package org.aureole.edp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.edp.market.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PopulationName;
import org.aureole.model.name.RequisitionName;
import org.aureole.v1.Certificate;
import org.aureole.v1.DataAvailability;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.EventGroup;
import org.aureole.v1.FulfillDirectRequisitionRequest;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.Population;
import org.aureole.v1.ReportProgressRequest;
import org.aureole.v1.Requisition;
import org.aureole.v1.TimelineEntry;

/** A Kingdom as far as one data provider sees it. It does as it is told, also by a hostile test. */
final class FakeKingdom implements KingdomApi {
  final Map<String, Requisition> requisitions = new TreeMap<>();
  final Map<String, EventGroup> eventGroups = new TreeMap<>();
  final Map<String, FulfillDirectRequisitionRequest> answers = new HashMap<>();
  final Map<String, TimelineEntry> timeline = new LinkedHashMap<>();
  final List<String> calls = new ArrayList<>();
  final Set<String> rejectedGroups = new HashSet<>();
  DataAvailability availability = DataAvailability.getDefaultInstance();
  DataProviderCapabilities capabilities = DataProviderCapabilities.getDefaultInstance();
  Population population;
  boolean down;

  /** Whether its list of requisitions never ends, without anything on it. */
  boolean endless;

  void put(Requisition requisition) {
    requisitions.put(requisition.getName(), requisition);
  }

  void setState(String requisition, Requisition.State state) {
    put(requisitions.get(requisition).toBuilder().setState(state).build());
  }

  Requisition requisition(String name) {
    return requisitions.get(name);
  }

  @Override
  public synchronized Requisition getRequisition(RequisitionName name) {
    up("getRequisition");
    Requisition requisition = requisitions.get(name.toString());
    if (requisition == null) {
      throw DomainException.notFound(name.toString());
    }
    return requisition;
  }

  /** Pages of one, so that paging is always seen. */
  @Override
  public synchronized ListRequisitionsResponse listUnfulfilledRequisitions(String pageToken) {
    up("listRequisitions");
    if (endless) {
      return ListRequisitionsResponse.newBuilder().setNextPageToken("more").build();
    }
    List<Requisition> waiting =
        requisitions.values().stream()
            .filter(r -> r.getState() == Requisition.State.UNFULFILLED)
            .filter(r -> r.getName().compareTo(pageToken) > 0)
            .toList();
    if (waiting.isEmpty()) {
      return ListRequisitionsResponse.getDefaultInstance();
    }
    return ListRequisitionsResponse.newBuilder()
        .addRequisitions(waiting.get(0))
        .setNextPageToken(waiting.size() > 1 ? waiting.get(0).getName() : "")
        .build();
  }

  @Override
  public synchronized void refuseRequisition(RequisitionName name, Requisition.Refusal refusal) {
    up("refuse");
    Requisition present = requisitions.get(name.toString());
    if (present == null) {
      throw DomainException.notFound(name.toString());
    }
    if (present.getState() == Requisition.State.REFUSED && present.getRefusal().equals(refusal)) {
      return;
    }
    requireUnfulfilled(present);
    put(present.toBuilder().setState(Requisition.State.REFUSED).setRefusal(refusal).build());
  }

  @Override
  public synchronized void fulfillDirect(
      RequisitionName name, FulfillDirectRequisitionRequest answer) {
    up("fulfillDirect");
    Requisition present = requisitions.get(name.toString());
    FulfillDirectRequisitionRequest before = answers.get(name.toString());
    if (before != null && !before.equals(answer)) {
      throw new AssertionError("two different answers to " + name);
    }
    if (before != null) {
      return;
    }
    requireUnfulfilled(present);
    answers.put(name.toString(), answer);
    setState(name.toString(), Requisition.State.FULFILLED);
  }

  @Override
  public synchronized Population getPopulation(PopulationName name) {
    up("getPopulation");
    if (population == null || !population.getName().equals(name.toString())) {
      throw DomainException.notFound(name.toString());
    }
    return population;
  }

  @Override
  public synchronized void putEventGroup(EventGroup eventGroup) {
    up("putEventGroup");
    if (rejectedGroups.contains(eventGroup.getName())) {
      throw DomainException.invalid("displayName", "is not liked here");
    }
    eventGroups.put(eventGroup.getName(), eventGroup);
  }

  @Override
  public synchronized void replaceDataAvailability(DataAvailability replaced) {
    up("replaceDataAvailability");
    availability = replaced;
  }

  @Override
  public synchronized void replaceCapabilities(DataProviderCapabilities replaced) {
    up("replaceCapabilities");
    capabilities = replaced;
  }

  @Override
  public synchronized Certificate createCertificate(byte[] der) {
    up("createCertificate");
    return Certificate.newBuilder()
        .setName(TestMarket.SELF + "/certificates/" + Fingerprint.of(der).hex().substring(0, 32))
        .build();
  }

  @Override
  public synchronized void reportProgress(
      MeasurementName measurement, ReportProgressRequest progress) {
    up("reportProgress");
    progress.getEntriesList().forEach(entry -> timeline.putIfAbsent(entry.getId(), entry));
  }

  private void up(String call) {
    if (down) {
      throw DomainException.unavailable("the Kingdom does not answer", null);
    }
    calls.add(call);
  }

  private static void requireUnfulfilled(Requisition requisition) {
    if (requisition.getState() != Requisition.State.UNFULFILLED) {
      throw DomainException.precondition(requisition.getName() + " is " + requisition.getState());
    }
  }
}
