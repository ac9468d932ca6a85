package org.aureole.model.lifecycle;

import java.util.List;

/**
 * The lifecycles of Aureole: every kind of row that has a state, and what may follow what.
 *
 * <p>The pictures in {@code shared-model/lifecycles.md} are drawn from these tables.
 */
public final class Lifecycles {
  private Lifecycles() {}

  /** A Measurement at the Kingdom. */
  public static final Lifecycle<MeasurementState> MEASUREMENT =
      Lifecycle.of("Measurement", MeasurementState.class)
          .startsAs(
              MeasurementState.PENDING_REQUISITION_PARAMS,
              MeasurementState.PENDING_REQUISITION_FULFILLMENT)
          .from(
              MeasurementState.PENDING_REQUISITION_PARAMS,
              MeasurementState.PENDING_REQUISITION_FULFILLMENT,
              MeasurementState.FAILED,
              MeasurementState.CANCELLED)
          .from(
              MeasurementState.PENDING_REQUISITION_FULFILLMENT,
              MeasurementState.PENDING_PARTICIPANT_CONFIRMATION,
              MeasurementState.SUCCEEDED,
              MeasurementState.FAILED,
              MeasurementState.CANCELLED)
          .from(
              MeasurementState.PENDING_PARTICIPANT_CONFIRMATION,
              MeasurementState.PENDING_COMPUTATION,
              MeasurementState.FAILED,
              MeasurementState.CANCELLED)
          .from(
              MeasurementState.PENDING_COMPUTATION,
              MeasurementState.SUCCEEDED,
              MeasurementState.FAILED,
              MeasurementState.CANCELLED)
          .build();

  /** A Requisition at the Kingdom. */
  public static final Lifecycle<RequisitionState> REQUISITION =
      Lifecycle.of("Requisition", RequisitionState.class)
          .startsAs(RequisitionState.PENDING_PARAMS, RequisitionState.UNFULFILLED)
          .from(
              RequisitionState.PENDING_PARAMS,
              RequisitionState.UNFULFILLED,
              RequisitionState.WITHDRAWN)
          .from(
              RequisitionState.UNFULFILLED,
              RequisitionState.FULFILLED,
              RequisitionState.REFUSED,
              RequisitionState.WITHDRAWN)
          .build();

  /** A Duchy's part in a Computation, at the Kingdom. */
  public static final Lifecycle<ParticipantState> PARTICIPANT =
      Lifecycle.of("ComputationParticipant", ParticipantState.class)
          .startsAs(ParticipantState.CREATED)
          .from(
              ParticipantState.CREATED,
              ParticipantState.REQUISITION_PARAMS_SET,
              ParticipantState.FAILED)
          .from(
              ParticipantState.REQUISITION_PARAMS_SET,
              ParticipantState.READY,
              ParticipantState.FAILED)
          .from(ParticipantState.READY, ParticipantState.FAILED)
          .build();

  /** A party's registration at the Kingdom. */
  public static final Lifecycle<RegistrationState> REGISTRATION =
      Lifecycle.of("Party", RegistrationState.class)
          .startsAs(RegistrationState.AWAITING_APPROVAL)
          .from(
              RegistrationState.AWAITING_APPROVAL,
              RegistrationState.APPROVED,
              RegistrationState.SUSPENDED)
          .from(RegistrationState.APPROVED, RegistrationState.SUSPENDED)
          .from(RegistrationState.SUSPENDED, RegistrationState.APPROVED)
          .build();

  /** A certificate at the Kingdom. */
  public static final Lifecycle<CertificateState> CERTIFICATE =
      Lifecycle.of("Certificate", CertificateState.class)
          .startsAs(CertificateState.VALID)
          .from(CertificateState.VALID, CertificateState.REVOKED)
          .build();

  /** A Computation at one Duchy; which of the ways it takes is its protocol's. */
  public static final Lifecycle<ComputationStage> COMPUTATION =
      Lifecycle.of("Computation at a Duchy", ComputationStage.class)
          .startsAs(ComputationStage.INITIALIZED)
          .from(
              ComputationStage.INITIALIZED,
              ComputationStage.WAIT_FOR_CONFIRMATION,
              ComputationStage.FAILED,
              ComputationStage.STOPPED)
          .from(
              ComputationStage.WAIT_FOR_CONFIRMATION,
              ComputationStage.SETUP,
              ComputationStage.AGGREGATION,
              ComputationStage.FAILED,
              ComputationStage.STOPPED)
          .from(
              ComputationStage.SETUP,
              ComputationStage.SHUFFLE,
              ComputationStage.EXECUTION_ONE,
              ComputationStage.FAILED,
              ComputationStage.STOPPED)
          .from(
              ComputationStage.SHUFFLE,
              ComputationStage.COMPLETE,
              ComputationStage.FAILED,
              ComputationStage.STOPPED)
          .from(
              ComputationStage.AGGREGATION,
              ComputationStage.COMPLETE,
              ComputationStage.FAILED,
              ComputationStage.STOPPED)
          .from(
              ComputationStage.EXECUTION_ONE,
              ComputationStage.EXECUTION_TWO,
              ComputationStage.COMPLETE,
              ComputationStage.FAILED,
              ComputationStage.STOPPED)
          .from(
              ComputationStage.EXECUTION_TWO,
              ComputationStage.EXECUTION_THREE,
              ComputationStage.FAILED,
              ComputationStage.STOPPED)
          .from(
              ComputationStage.EXECUTION_THREE,
              ComputationStage.COMPLETE,
              ComputationStage.FAILED,
              ComputationStage.STOPPED)
          .build();

  /** The work of a data provider on one Requisition. */
  public static final Lifecycle<FulfillmentState> FULFILLMENT =
      Lifecycle.of("Fulfillment at a data provider", FulfillmentState.class)
          .startsAs(FulfillmentState.RECEIVED)
          .from(
              FulfillmentState.RECEIVED,
              FulfillmentState.AWAITING_DATA,
              FulfillmentState.PREPARING,
              FulfillmentState.REFUSING,
              FulfillmentState.WITHDRAWN)
          .from(
              FulfillmentState.AWAITING_DATA,
              FulfillmentState.PREPARING,
              FulfillmentState.REFUSING,
              FulfillmentState.WITHDRAWN)
          .from(
              FulfillmentState.PREPARING,
              FulfillmentState.DELIVERING,
              FulfillmentState.REFUSING,
              FulfillmentState.WITHDRAWN)
          .from(FulfillmentState.DELIVERING, FulfillmentState.FULFILLED, FulfillmentState.WITHDRAWN)
          .from(FulfillmentState.REFUSING, FulfillmentState.REFUSED, FulfillmentState.WITHDRAWN)
          .build();

  /** Every lifecycle of the contract, for tests and pictures. */
  public static List<Lifecycle<?>> all() {
    return List.of(
        MEASUREMENT, REQUISITION, PARTICIPANT, REGISTRATION, CERTIFICATE, COMPUTATION, FULFILLMENT);
  }
}
