package org.aureole.kingdom;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.aureole.crypto.consent.EncryptionPrivateKey;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.llv2.PublicKeyShare;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.CancelMeasurementRequest;
import org.aureole.v1.Computation;
import org.aureole.v1.ComputationParticipant;
import org.aureole.v1.ConfirmParticipantRequest;
import org.aureole.v1.FailParticipantRequest;
import org.aureole.v1.FulfillDirectRequisitionRequest;
import org.aureole.v1.FulfillRequisitionRequest;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.Measurement;
import org.aureole.v1.RefuseRequisitionRequest;
import org.aureole.v1.Requisition;
import org.aureole.v1.RequisitionParams;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SetComputationResultRequest;
import org.aureole.v1.SetRequisitionParamsRequest;
import org.aureole.v1.Timeline;

/** A Measurement at the Kingdom and what the parties do about it, each over its own client. */
final class RunningMeasurement {
  private final TestMarket market;
  private final Order order;
  private final String computation;

  private RunningMeasurement(TestMarket market, Order order, Measurement created) {
    this.market = market;
    this.order = order;
    this.computation = created.getComputation();
  }

  static RunningMeasurement create(TestMarket market, Order order) {
    return new RunningMeasurement(market, order, order.create());
  }

  /** A reach over two data providers, brought to a state that is not terminal. */
  static RunningMeasurement shuffled(TestMarket market, String id, MeasurementState state) {
    RunningMeasurement running =
        create(market, new Order(market, id, market.edp1, market.edp2).reach());
    if (state == MeasurementState.PENDING_REQUISITION_PARAMS) {
      return running;
    }
    market.duchies().forEach(running::setParams);
    if (state == MeasurementState.PENDING_REQUISITION_FULFILLMENT) {
      return running;
    }
    running.fulfill(market.edp1);
    running.fulfill(market.edp2);
    if (state == MeasurementState.PENDING_PARTICIPANT_CONFIRMATION) {
      return running;
    }
    market.duchies().forEach(running::confirm);
    return running;
  }

  Order order() {
    return order;
  }

  String name() {
    return order.name().toString();
  }

  String computation() {
    return computation;
  }

  Measurement get() {
    return order.consumer().client().get("/v1/" + name(), Measurement.getDefaultInstance());
  }

  Timeline timeline() {
    return order
        .consumer()
        .client()
        .get("/v1/" + name() + ":timeline", Timeline.getDefaultInstance());
  }

  Measurement cancel() {
    return order
        .consumer()
        .client()
        .call(
            HttpMethod.POST,
            "/v1/" + name() + ":cancel",
            CancelMeasurementRequest.getDefaultInstance(),
            Measurement.getDefaultInstance());
  }

  Computation computationSeenBy(MarketParty duchy) {
    return duchy.client().get("/v1/" + computation, Computation.getDefaultInstance());
  }

  /** The names of the Requisitions, from the Duchies' view; for Direct from the providers' own. */
  String requisition(MarketParty provider) {
    if (!computation.isEmpty()) {
      return entry(provider).getRequisition();
    }
    return requisitionsOf(provider).stream()
        .filter(requisition -> requisition.getMeasurement().equals(name()))
        .findFirst()
        .orElseThrow()
        .getName();
  }

  static List<Requisition> requisitionsOf(MarketParty provider) {
    return provider
        .client()
        .get(
            "/v1/" + provider.name() + "/requisitions?pageSize=200",
            ListRequisitionsResponse.getDefaultInstance())
        .getRequisitionsList();
  }

  Requisition get(MarketParty provider) {
    return provider.client().get("/v1/" + requisition(provider), Requisition.getDefaultInstance());
  }

  RequisitionParams.Builder params(MarketParty duchy) {
    Fingerprint fingerprint = Fingerprint.of(order.spec().build().toByteArray());
    RequisitionParams.Builder params =
        RequisitionParams.newBuilder()
            .setComputation(computation)
            .setMeasurement(name())
            .setDuchy(duchy.name().toString())
            .setSpecFingerprint(Order.bytes(fingerprint.bytes()))
            .setApiUrl("https://" + duchy.name().id() + ".example");
    if (order.spec().getProtocol().hasLiquidLegionsV2()) {
      // The Kingdom knows how long a share with its proof is; whether it holds, others look at.
      params.setPublicKey(Order.bytes(new byte[PublicKeyShare.BYTES]));
    } else if (duchy != market.aggregator) {
      params
          .setPublicKey(
              Order.bytes(EncryptionPrivateKey.generate(MarketParty.RANDOM).publicKey().bytes()))
          .setSeedCommitment(
              Order.bytes(
                  Fingerprint.of(duchy.name().toString().getBytes(StandardCharsets.UTF_8))
                      .bytes()));
    }
    return params;
  }

  SetRequisitionParamsRequest signedParams(MarketParty duchy, RequisitionParams params) {
    SigningContext context =
        SigningContext.published(
            Purpose.REQUISITION_PARAMS,
            duchy.name().toString(),
            computation,
            Fingerprint.of(order.spec().build().toByteArray()));
    return SetRequisitionParamsRequest.newBuilder()
        .setRequisitionParams(
            SignedMessages.sign(
                duchy.identity(), duchy.certificate(), context, params.toByteArray()))
        .build();
  }

  ComputationParticipant setParams(MarketParty duchy) {
    return setParams(duchy, signedParams(duchy, params(duchy).build()));
  }

  ComputationParticipant setParams(MarketParty duchy, SetRequisitionParamsRequest request) {
    return duchy
        .client()
        .call(
            HttpMethod.POST,
            participant(duchy) + ":setRequisitionParams",
            request,
            ComputationParticipant.getDefaultInstance());
  }

  ComputationParticipant confirm(MarketParty duchy) {
    return duchy
        .client()
        .call(
            HttpMethod.POST,
            participant(duchy) + ":confirm",
            ConfirmParticipantRequest.getDefaultInstance(),
            ComputationParticipant.getDefaultInstance());
  }

  ComputationParticipant fail(MarketParty duchy, String message) {
    return duchy
        .client()
        .call(
            HttpMethod.POST,
            participant(duchy) + ":fail",
            FailParticipantRequest.newBuilder().setMessage(message).build(),
            ComputationParticipant.getDefaultInstance());
  }

  /** The receiving Duchy tells of a provider's data. */
  Requisition fulfill(MarketParty provider) {
    return fulfill(provider, Order.bytes(order.nonce(provider).bytes()));
  }

  Requisition fulfill(MarketParty provider, ByteString nonce) {
    return fulfilment(provider, nonce).get();
  }

  /** As {@link #fulfill(MarketParty)}, in one call that has nothing left to look up. */
  Supplier<Requisition> fulfilment(MarketParty provider) {
    return fulfilment(provider, Order.bytes(order.nonce(provider).bytes()));
  }

  private Supplier<Requisition> fulfilment(MarketParty provider, ByteString nonce) {
    Computation.RequisitionEntry entry = entry(provider);
    MarketParty receiver = market.named(entry.getReceivingDuchy());
    FulfillRequisitionRequest request =
        FulfillRequisitionRequest.newBuilder().setNonce(nonce).build();
    return () -> answer(receiver, entry.getRequisition(), "fulfill", request);
  }

  private Computation.RequisitionEntry entry(MarketParty provider) {
    return computationSeenBy(market.worker1).getRequisitionsList().stream()
        .filter(entry -> entry.getDataProvider().equals(provider.name().toString()))
        .findFirst()
        .orElseThrow();
  }

  private static Requisition answer(
      MarketParty caller, String requisition, String verb, Message request) {
    return caller
        .client()
        .call(
            HttpMethod.POST,
            "/v1/" + requisition + ":" + verb,
            request,
            Requisition.getDefaultInstance());
  }

  Requisition fulfillDirect(MarketParty provider, String result) {
    return directFulfilment(provider, result).get();
  }

  /** As {@link #fulfillDirect(MarketParty, String)}, with nothing left to look up. */
  Supplier<Requisition> directFulfilment(MarketParty provider, String result) {
    String requisition = requisition(provider);
    FulfillDirectRequisitionRequest request =
        FulfillDirectRequisitionRequest.newBuilder()
            .setNonce(Order.bytes(order.nonce(provider).bytes()))
            .setSealedResult(sealed(result))
            .setCertificate(provider.certificate())
            .build();
    return () -> answer(provider, requisition, "fulfillDirect", request);
  }

  Requisition fulfillDirect(MarketParty provider, FulfillDirectRequisitionRequest request) {
    return answer(provider, requisition(provider), "fulfillDirect", request);
  }

  Requisition refuse(MarketParty provider, String message) {
    return refusal(provider, message).get();
  }

  /** As {@link #refuse}, with nothing left to look up. */
  Supplier<Requisition> refusal(MarketParty provider, String message) {
    String requisition = requisition(provider);
    RefuseRequisitionRequest request =
        RefuseRequisitionRequest.newBuilder()
            .setRefusal(
                Requisition.Refusal.newBuilder()
                    .setJustification(Requisition.Refusal.Justification.DECLINED)
                    .setMessage(message))
            .build();
    return () -> answer(provider, requisition, "refuse", request);
  }

  Computation setResult(MarketParty duchy, String result) {
    return duchy
        .client()
        .call(
            HttpMethod.POST,
            "/v1/" + computation + ":setResult",
            SetComputationResultRequest.newBuilder()
                .setSealedResult(sealed(result))
                .setCertificate(duchy.certificate())
                .build(),
            Computation.getDefaultInstance());
  }

  /** The Kingdom cannot tell a sealed message from any other bytes. */
  static SealedMessage sealed(String content) {
    return SealedMessage.newBuilder().setCiphertext(ByteString.copyFromUtf8(content)).build();
  }

  private String participant(MarketParty duchy) {
    return "/v1/" + computation + "/participants/" + duchy.name().id();
  }
}
