package org.aureole.duchy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.aureole.duchy.kingdom.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.v1.Computation;
import org.aureole.v1.ComputationParticipant;
import org.aureole.v1.ListComputationsResponse;
import org.aureole.v1.ReportProgressRequest;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SignedMessage;
import org.aureole.v1.TimelineEntry;

/**
 * A Kingdom that keeps the lifecycle of Measurements in memory, and may be made to lie to a Duchy.
 * It checks nothing that a Duchy must check itself.
 */
final class FakeKingdom {
  private final Map<String, Computation.Builder> computations = new HashMap<>();
  private final Map<String, SealedMessage> results = new HashMap<>();
  private final Map<String, Set<SealedMessage>> offered = new HashMap<>();
  private final Map<String, List<String>> failures = new HashMap<>();
  private final Map<String, TimelineEntry> timeline = new HashMap<>();
  private final BiConsumer<String, Computation> notifier;
  private BiFunction<PartyName, Computation, Computation> lie = (to, truth) -> truth;

  /**
   * @param notifier told of every change: the Duchy, and the computation to look at
   */
  FakeKingdom(BiConsumer<String, Computation> notifier) {
    this.notifier = notifier;
  }

  void create(Computation computation) {
    computations.put(computation.getName(), computation.toBuilder());
    changed(computation.getName());
  }

  /** What a Duchy gets to see instead of the truth. */
  void lie(BiFunction<PartyName, Computation, Computation> newLie) {
    lie = newLie;
  }

  Computation get(ComputationName name) {
    return builder(name).build();
  }

  MeasurementState state(ComputationName name) {
    return MeasurementState.valueOf(builder(name).getMeasurementState());
  }

  SealedMessage result(ComputationName name) {
    return results.get(name.toString());
  }

  /** Every different result that was ever handed in. */
  Set<SealedMessage> offered(ComputationName name) {
    return offered.getOrDefault(name.toString(), Set.of());
  }

  List<String> failures(ComputationName name) {
    return failures.getOrDefault(name.toString(), List.of());
  }

  /** Reports with distinct ids, as the timeline keeps them. */
  List<TimelineEntry> timeline(ComputationName name) {
    return timeline.values().stream()
        .filter(entry -> entry.getResource().equals(name.toString()))
        .toList();
  }

  void move(ComputationName name, MeasurementState state) {
    builder(name).setMeasurementState(state.name());
    changed(name.toString());
  }

  KingdomApi as(PartyName duchy) {
    return new Api(duchy);
  }

  private Computation.Builder builder(ComputationName name) {
    Computation.Builder builder = computations.get(name.toString());
    if (builder == null) {
      throw DomainException.notFound(name.toString());
    }
    return builder;
  }

  private void changed(String name) {
    Computation computation = computations.get(name).build();
    computation
        .getParticipantsList()
        .forEach(participant -> notifier.accept(participant.getDuchy(), computation));
  }

  private boolean isOver(ComputationName name) {
    return Set.of(MeasurementState.SUCCEEDED, MeasurementState.FAILED, MeasurementState.CANCELLED)
        .contains(state(name));
  }

  private void requireOpen(ComputationName name) {
    if (isOver(name)) {
      throw DomainException.precondition(name + " is " + state(name));
    }
  }

  private final class Api implements KingdomApi {
    private final PartyName duchy;

    Api(PartyName duchy) {
      this.duchy = duchy;
    }

    @Override
    public ListComputationsResponse listComputations(String pageToken) {
      ListComputationsResponse.Builder open = ListComputationsResponse.newBuilder();
      for (String name : new HashSet<>(computations.keySet())) {
        ComputationName parsed = ComputationName.parse(name);
        if (!isOver(parsed) && takesPart(parsed)) {
          open.addComputations(lie.apply(duchy, get(parsed)));
        }
      }
      return open.build();
    }

    private boolean takesPart(ComputationName name) {
      return get(name).getParticipantsList().stream()
          .anyMatch(participant -> participant.getDuchy().equals(duchy.toString()));
    }

    @Override
    public Computation getComputation(ComputationName name) {
      return lie.apply(duchy, get(name));
    }

    @Override
    public void setRequisitionParams(ComputationName name, SignedMessage params) {
      ComputationParticipant.Builder own = own(name);
      if (own.hasRequisitionParams()) {
        if (!own.getRequisitionParams().equals(params)) {
          throw DomainException.precondition("other parameters are set");
        }
        return;
      }
      requireOpen(name);
      own.setRequisitionParams(params);
      own.setState(ComputationParticipant.State.REQUISITION_PARAMS_SET);
      moveIfAll(
          name,
          ComputationParticipant.State.REQUISITION_PARAMS_SET,
          MeasurementState.PENDING_REQUISITION_FULFILLMENT);
    }

    @Override
    public void fulfill(RequisitionName requisition, ByteString nonce) {
      for (Computation.Builder computation : computations.values()) {
        for (Computation.RequisitionEntry.Builder entry :
            computation.getRequisitionsBuilderList()) {
          if (entry.getRequisition().equals(requisition.toString())) {
            fulfill(computation, entry, nonce);
            return;
          }
        }
      }
      throw DomainException.notFound(requisition.toString());
    }

    private void fulfill(
        Computation.Builder computation,
        Computation.RequisitionEntry.Builder entry,
        ByteString nonce) {
      if (!entry.getNonce().isEmpty()) {
        return;
      }
      ComputationName name = ComputationName.parse(computation.getName());
      requireOpen(name);
      entry.setNonce(nonce);
      if (computation.getRequisitionsList().stream().noneMatch(e -> e.getNonce().isEmpty())) {
        move(name, MeasurementState.PENDING_PARTICIPANT_CONFIRMATION);
      }
    }

    @Override
    public void confirm(ComputationName name) {
      ComputationParticipant.Builder own = own(name);
      if (own.getState() == ComputationParticipant.State.READY) {
        return;
      }
      requireOpen(name);
      own.setState(ComputationParticipant.State.READY);
      moveIfAll(name, ComputationParticipant.State.READY, MeasurementState.PENDING_COMPUTATION);
    }

    @Override
    public void fail(ComputationName name, String message) {
      requireOpen(name);
      failures.computeIfAbsent(name.toString(), n -> new ArrayList<>()).add(duchy + ": " + message);
      move(name, MeasurementState.FAILED);
    }

    @Override
    public void setResult(ComputationName name, SealedMessage result, String certificate) {
      offered.computeIfAbsent(name.toString(), n -> new HashSet<>()).add(result);
      SealedMessage first = results.get(name.toString());
      if (first != null && first.equals(result)) {
        return;
      }
      requireOpen(name);
      results.put(name.toString(), result);
      move(name, MeasurementState.SUCCEEDED);
    }

    @Override
    public void reportProgress(MeasurementName measurement, ReportProgressRequest report) {
      report
          .getEntriesList()
          .forEach(
              entry -> timeline.putIfAbsent(measurement + entry.getParty() + entry.getId(), entry));
    }

    private ComputationParticipant.Builder own(ComputationName name) {
      return builder(name).getParticipantsBuilderList().stream()
          .filter(participant -> participant.getDuchy().equals(duchy.toString()))
          .findFirst()
          .orElseThrow(() -> DomainException.notFound(name.toString()));
    }

    private void moveIfAll(
        ComputationName name, ComputationParticipant.State all, MeasurementState next) {
      if (builder(name).getParticipantsList().stream().allMatch(p -> p.getState() == all)) {
        move(name, next);
      }
    }
  }
}
