package org.aureole.market;

import java.util.List;
import java.util.Optional;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.local.trust.FolderTrust;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.v1.Computation;
import org.aureole.v1.Fulfillment;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.LocalComputation;
import org.aureole.v1.Measurement;
import org.aureole.v1.Requisition;
import org.aureole.v1.RequisitionSpec;

/** What each party of a running market sees of a Measurement, through the APIs alone. */
final class PartyViews {
  static final List<String> DUCHIES = List.of("aggregator", "worker1", "worker2");

  private final MarketRehearsal market;

  PartyViews(MarketRehearsal market) {
    this.market = market;
  }

  /** The Kingdom's API as a party calls it. */
  ApiClient kingdomAs(String party) {
    return market
        .market()
        .client(
            market.market().config().kingdom(), market.market().config().party(party).subject());
  }

  /** A party's own API as its operator calls it. */
  ApiClient operatorOf(String party) {
    var config = market.market().config().party(party);
    return market.market().client(config, config.operatorSubject());
  }

  Measurement measurement(String name) {
    return market.kingdomApi().get(MeasurementName.parse(name));
  }

  /** The part of a Measurement that a data provider has to answer. */
  Requisition requisition(String dataProvider, Measurement measurement) {
    return findRequisition(dataProvider, measurement)
        .orElseThrow(
            () -> new AssertionError(dataProvider + " sees no part of " + measurement.getName()));
  }

  private Optional<Requisition> findRequisition(String dataProvider, Measurement measurement) {
    return kingdomAs(dataProvider)
        .call(
            HttpMethod.GET,
            "/v1/dataProviders/" + dataProvider + "/requisitions?pageSize=200",
            ListRequisitionsResponse.getDefaultInstance())
        .getRequisitionsList()
        .stream()
        .filter(requisition -> requisition.getMeasurement().equals(measurement.getName()))
        .findFirst();
  }

  /** What a data provider tells its operator of its work on a Measurement. */
  Fulfillment fulfillment(String dataProvider, Measurement measurement) {
    String id =
        RequisitionName.parse(requisition(dataProvider, measurement).getName()).requisition();
    return operatorOf(dataProvider)
        .call(HttpMethod.GET, "/v1/fulfillments/" + id, Fulfillment.getDefaultInstance());
  }

  /** The state of a data provider's work on a Measurement; empty before the work has begun. */
  String fulfillmentState(String dataProvider, Measurement measurement) {
    Optional<Requisition> requisition = findRequisition(dataProvider, measurement);
    if (requisition.isEmpty()) {
      return "";
    }
    try {
      return fulfillment(dataProvider, measurement).getState();
    } catch (DomainException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return "";
      }
      throw e;
    }
  }

  /** What the Kingdom tells a Duchy. */
  Computation computation(String duchy, Measurement measurement) {
    return kingdomAs(duchy)
        .call(
            HttpMethod.GET, "/v1/" + computationOf(measurement), Computation.getDefaultInstance());
  }

  /** What a Duchy tells its operator. */
  LocalComputation local(String duchy, Measurement measurement) {
    return operatorOf(duchy)
        .call(
            HttpMethod.GET,
            "/v1/" + computationOf(measurement),
            LocalComputation.getDefaultInstance());
  }

  /** The stage of a Duchy's work on a Measurement; empty before the work has begun. */
  String stage(String duchy, Measurement measurement) {
    try {
      return local(duchy, measurement).getStage();
    } catch (DomainException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return "";
      }
      throw e;
    }
  }

  static ComputationName computationOf(Measurement measurement) {
    return ComputationName.parse(measurement.getComputation());
  }

  /** What the consumer sealed to a data provider, as that provider opens it. */
  RequisitionSpec opened(String dataProvider, Measurement measurement) {
    PartyName consumer = MeasurementName.parse(measurement.getName()).parent();
    var signed = measurement.getMeasurementSpec();
    return new PeerTrust(
            new FolderTrust(market.market().folder().trustedRoots(consumer.id())), market.clock())
        .openAndVerify(
            requisition(dataProvider, measurement).getRequisitionSpec(),
            market.keys(market.market().config().party(dataProvider)),
            SigningContext.addressed(
                Purpose.REQUISITION_SPEC,
                consumer.toString(),
                "dataProviders/" + dataProvider,
                measurement.getName(),
                Fingerprint.of(signed.getPayload().toByteArray())),
            RequisitionSpec.parser());
  }
}
