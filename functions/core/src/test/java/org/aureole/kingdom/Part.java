package org.aureole.kingdom;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.function.Supplier;
import org.aureole.interleaving.Actor;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.Certificate;
import org.aureole.v1.RevokeCertificateRequest;
import org.aureole.v1.SetRequisitionParamsRequest;

/**
 * One call about a Measurement by one of two who act at the same time, with nothing left to look up
 * before it.
 *
 * @param actor who calls
 * @param decides its transaction that settles what becomes of the Measurement
 * @param call the same at every call
 */
record Part(String actor, String decides, Supplier<? extends Message> call) {
  static Part cancel(RunningMeasurement running) {
    return new Part("cancel", "cancelMeasurement", running::cancel);
  }

  static Part setResult(RunningMeasurement running, MarketParty aggregator, String result) {
    return new Part(
        "set " + result, "setComputationResult", () -> running.setResult(aggregator, result));
  }

  static Part fulfill(RunningMeasurement running, MarketParty provider) {
    return new Part(
        "fulfil for " + provider.name(), "fulfillRequisition", running.fulfilment(provider));
  }

  static Part fulfillDirect(RunningMeasurement running, MarketParty provider) {
    return new Part(
        "fulfil by " + provider.name(),
        "fulfillDirectRequisition",
        running.directFulfilment(provider, "an answer of " + provider.name()));
  }

  static Part refuse(RunningMeasurement running, MarketParty provider) {
    return new Part(
        "refuse by " + provider.name(),
        "refuseRequisition",
        running.refusal(provider, "not this one"));
  }

  static Part setParams(RunningMeasurement running, MarketParty duchy) {
    SetRequisitionParamsRequest request =
        running.signedParams(duchy, running.params(duchy).build());
    return new Part(
        "params of " + duchy.name(),
        "setRequisitionParams",
        () -> running.setParams(duchy, request));
  }

  static Part confirm(RunningMeasurement running, MarketParty duchy) {
    return new Part(
        "confirm by " + duchy.name(), "confirmParticipant", () -> running.confirm(duchy));
  }

  static Part fail(RunningMeasurement running, MarketParty duchy) {
    return new Part(
        "fail by " + duchy.name(), "failParticipant", () -> running.fail(duchy, "disk full"));
  }

  /**
   * @param decides the step of the revocation after which the other one comes too late
   */
  static Part revoke(MarketParty owner, String decides) {
    String certificate = owner.certificate();
    RevokeCertificateRequest request =
        RevokeCertificateRequest.newBuilder().setReason("key lost").build();
    return new Part(
        "revoke of " + owner.name(),
        decides,
        () ->
            owner
                .client()
                .call(
                    HttpMethod.POST,
                    "/v1/" + certificate + ":revoke",
                    request,
                    Certificate.getDefaultInstance()));
  }

  /** A sweep, which decides about Measurements that have expired. */
  static Part sweep(TestMarket market) {
    return new Part(
        "sweep",
        "reconcileMeasurement",
        () -> {
          market.sweep();
          return Empty.getDefaultInstance();
        });
  }

  /** The same call, made by somebody else too. */
  Part again() {
    return new Part(actor + " again", decides, call);
  }

  Actor toActor() {
    return new Actor(actor, call::get);
  }
}
