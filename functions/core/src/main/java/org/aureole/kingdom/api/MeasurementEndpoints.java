package org.aureole.kingdom.api;

import com.google.protobuf.Empty;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aureole.kingdom.measurement.MeasurementCreation;
import org.aureole.kingdom.measurement.MeasurementExplanation;
import org.aureole.kingdom.measurement.MeasurementTimeline;
import org.aureole.kingdom.measurement.Measurements;
import org.aureole.kingdom.store.Page;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.Call;
import org.aureole.platform.http.Endpoint;
import org.aureole.platform.identity.Role;
import org.aureole.v1.BatchCreateMeasurementsRequest;
import org.aureole.v1.CancelMeasurementRequest;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.ExplainMeasurementRequest;
import org.aureole.v1.ListMeasurementsResponse;
import org.aureole.v1.Measurement;
import org.aureole.v1.ReportProgressRequest;

/** The API of Measurements. */
public final class MeasurementEndpoints {
  private static final String LIST = "/v1/measurementConsumers/{consumer}/measurements";
  private static final String ONE = LIST + "/{measurement}";
  private static final String STATE = "state";
  private static final String TIMEOUT = "timeoutSeconds";
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(20);

  /** Each data provider's sealed specification comes with a Measurement. */
  private static final int CREATE_BYTES = 4 << 20;

  private static final int BATCH_BYTES = 16 << 20;

  private final MeasurementCreation creation;
  private final Measurements measurements;
  private final MeasurementExplanation explanation;
  private final MeasurementTimeline timeline;

  public MeasurementEndpoints(
      MeasurementCreation creation,
      Measurements measurements,
      MeasurementExplanation explanation,
      MeasurementTimeline timeline) {
    this.creation = Objects.requireNonNull(creation);
    this.measurements = Objects.requireNonNull(measurements);
    this.explanation = Objects.requireNonNull(explanation);
    this.timeline = Objects.requireNonNull(timeline);
  }

  public List<Endpoint<?, ?>> endpoints() {
    return List.of(
        Endpoint.post(
                "kingdom.createMeasurement", LIST, CreateMeasurementRequest.getDefaultInstance())
            .callers(Role.MEASUREMENT_CONSUMER)
            .maxBodyBytes(CREATE_BYTES)
            .handledBy((call, request) -> creation.create(call.caller(), consumer(call), request)),
        Endpoint.post(
                "kingdom.batchCreateMeasurements",
                LIST + ":batchCreate",
                BatchCreateMeasurementsRequest.getDefaultInstance())
            .callers(Role.MEASUREMENT_CONSUMER)
            .maxBodyBytes(BATCH_BYTES)
            .handledBy(
                (call, request) -> creation.createBatch(call.caller(), consumer(call), request)),
        Endpoint.get("kingdom.listMeasurements", LIST)
            .callers(Role.MEASUREMENT_CONSUMER, Role.OPERATOR)
            .query(Paging.SIZE, Paging.TOKEN, STATE)
            .handledBy((call, none) -> list(call)),
        Endpoint.get("kingdom.getMeasurement", ONE)
            .callers(Role.MEASUREMENT_CONSUMER, Role.OPERATOR)
            .handledBy((call, none) -> measurements.get(call.caller(), measurement(call))),
        Endpoint.post(
                "kingdom.cancelMeasurement",
                ONE + ":cancel",
                CancelMeasurementRequest.getDefaultInstance())
            .callers(Role.MEASUREMENT_CONSUMER)
            .handledBy((call, none) -> measurements.cancel(call.caller(), measurement(call))),
        Endpoint.get("kingdom.waitMeasurement", ONE + ":wait")
            .callers(Role.MEASUREMENT_CONSUMER)
            .query(TIMEOUT)
            .handledBy((call, none) ->
                measurements.await(
                    call.caller(),
                    measurement(call),
                    call.query().seconds(TIMEOUT, Measurements.MAX_WAIT, DEFAULT_WAIT))),
        Endpoint.post(
                "kingdom.explainMeasurement",
                LIST + ":explain",
                ExplainMeasurementRequest.getDefaultInstance())
            .callers(Role.MEASUREMENT_CONSUMER)
            .handledBy(
                (call, request) -> explanation.explain(call.caller(), consumer(call), request)),
        Endpoint.get("kingdom.getTimeline", ONE + ":timeline")
            .callers(Role.MEASUREMENT_CONSUMER, Role.OPERATOR)
            .handledBy((call, none) -> timeline.get(call.caller(), measurement(call))),
        Endpoint.post(
                "kingdom.reportProgress",
                ONE + ":reportProgress",
                ReportProgressRequest.getDefaultInstance())
            .callers(Role.DATA_PROVIDER, Role.DUCHY)
            .handledBy((call, request) -> {
              timeline.report(call.caller(), measurement(call), request);
              return Empty.getDefaultInstance();
            }));
  }

  private ListMeasurementsResponse list(Call call) {
    Optional<Measurement.State> state = call.query().oneOf(STATE, Measurement.State.class);
    if (state
        .filter(
            s -> s == Measurement.State.STATE_UNSPECIFIED || s == Measurement.State.UNRECOGNIZED)
        .isPresent()) {
      throw DomainException.invalid(
          STATE,
          "must be AWAITING_REQUISITION_FULFILLMENT, COMPUTING, SUCCEEDED, FAILED or CANCELLED");
    }
    Page page =
        Paging.of(call, consumer(call) + "/measurements?state=" + state.map(Enum::name).orElse(""));
    return measurements.list(call.caller(), consumer(call), state, page);
  }

  private static PartyName consumer(Call call) {
    return PartyName.measurementConsumer(call.id("consumer"));
  }

  private static MeasurementName measurement(Call call) {
    return new MeasurementName(call.id("consumer"), call.id("measurement"));
  }
}
