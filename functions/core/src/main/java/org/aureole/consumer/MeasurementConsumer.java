package org.aureole.consumer;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Nonce;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.spec.ComputingDuchies;
import org.aureole.platform.spec.SpecRules;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.ExplainMeasurementRequest;
import org.aureole.v1.Explanation;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.Party;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.RequisitionSpec;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SignedMessage;

/**
 * A measurement consumer's side of consent: signs what it asks, seals each data provider's part to
 * that provider, and opens and verifies the answers. It trusts the roots that it approved itself
 * and nothing that the Kingdom adds. Thread-safe.
 */
public final class MeasurementConsumer {
  private final ConsumerIdentity identity;
  private final KingdomApi kingdom;
  private final PeerTrust trust;
  private final SecureRandom random;

  public MeasurementConsumer(
      ConsumerIdentity identity, KingdomApi kingdom, PeerTrust trust, SecureRandom random) {
    this.identity = identity;
    this.kingdom = kingdom;
    this.trust = trust;
    this.random = random;
  }

  /**
   * What protocol the market would choose for an order, and how exact the answer would be. Creates
   * nothing.
   *
   * @param assumedValue the true answer that is assumed; 0 for a tenth of the population
   */
  public Explanation explain(MeasurementOrder order, double assumedValue) {
    return kingdom.explain(
        identity.name(),
        ExplainMeasurementRequest.newBuilder()
            .setMeasurementSpec(withDataProviders(order))
            .setNoiseMechanism(order.noise())
            .setToleratedColluders(order.toleratedColluders())
            .setCollusionResistant(order.collusionResistant())
            .setAssumedValue(assumedValue)
            .build());
  }

  /**
   * Signs, seals and creates.
   *
   * @param requestId a UUID that makes a repetition harmless
   * @throws DomainException CERTIFICATE_INVALID or CONSENT_SIGNAL_INVALID if the Kingdom delivers a
   *     key that its owner, under a root approved here, did not sign; PROTOCOL_VIOLATION if it
   *     proposes another protocol or noise than was ordered; and what the Kingdom says
   */
  public Measurement create(MeasurementOrder order, String requestId) {
    return kingdom.create(
        identity.name(),
        CreateMeasurementRequest.newBuilder()
            .setMeasurement(sign(order))
            .setRequestId(requestId)
            .build());
  }

  /** As the other, with a random request id. */
  public Measurement create(MeasurementOrder order) {
    return create(order, UUID.randomUUID().toString());
  }

  /** A Measurement ready to be created: signed, and each part sealed to its data provider. */
  public Measurement sign(MeasurementOrder order) {
    ProtocolConfig protocol = explain(order, 0).getProtocol();
    OrderCheck.check(order, withDataProviders(order), protocol);
    requireApproved(protocol);
    List<Nonce> nonces = order.parts().stream().map(part -> Nonce.random(random)).toList();
    MeasurementSpec.Builder spec =
        order.question().toBuilder()
            .clearDataProviders()
            .setMeasurement(order.name().toString())
            .setResultPublicKey(ByteString.copyFrom(identity.resultKey().bytes()))
            .setProtocol(protocol);
    for (int i = 0; i < nonces.size(); i++) {
      String dataProvider = order.parts().get(i).dataProvider();
      spec.addDataProviders(
          MeasurementSpec.DataProviderEntry.newBuilder()
              .setDataProvider(dataProvider)
              .setNonceHash(ByteString.copyFrom(nonces.get(i).hash(dataProvider).bytes())));
    }
    SpecRules.check(spec.build());
    SignedMessage signed = signSpec(order.name(), spec.build());
    Fingerprint fingerprint = Fingerprint.of(signed.getPayload().toByteArray());
    Measurement.Builder measurement =
        Measurement.newBuilder()
            .setName(order.name().toString())
            .setDisplayName(order.displayName())
            .setMeasurementSpec(signed);
    for (int i = 0; i < nonces.size(); i++) {
      measurement.addDataProviders(sealed(order, order.parts().get(i), nonces.get(i), fingerprint));
    }
    return measurement.build();
  }

  /**
   * Opens the results of the Measurement of that name; see the other.
   *
   * @throws DomainException PROTOCOL_VIOLATION if it is another Measurement, however well signed
   */
  public List<MeasurementResult> results(MeasurementName asked, Measurement measurement) {
    KingdomApi.requireName(asked.toString(), measurement.getName());
    return results(measurement);
  }

  /**
   * Opens the results of a Measurement that succeeded and verifies who computed them. That it is
   * the one that was asked for has been seen to: {@link KingdomApi} does.
   *
   * @return one result for the computation, or one for each data provider of a Direct Measurement
   * @throws DomainException FAILED_PRECONDITION if it has not succeeded; CONSENT_SIGNAL_INVALID or
   *     CERTIFICATE_INVALID if a result is not by those whom this consumer's own spec names, under
   *     a certificate that was valid at some time since the spec was signed and is not revoked
   */
  public List<MeasurementResult> results(Measurement measurement) {
    if (measurement.getState() != Measurement.State.SUCCEEDED) {
      throw DomainException.precondition(
          measurement.getName() + " is " + measurement.getState() + " and has no result");
    }
    SignedMessage signed = measurement.getMeasurementSpec();
    var verified =
        trust
            .ofWhatWasSignedSince(Instant.EPOCH)
            .verifySpecOfAnyAge(signed, MeasurementName.parse(measurement.getName()));
    PeerTrust since = trust.within(verified);
    List<String> authors = authors(verified.spec());
    List<MeasurementResult> results = new ArrayList<>();
    for (String author : authors) {
      SealedMessage sealed =
          measurement.getResultsList().stream()
              .filter(result -> result.getParty().equals(author))
              .findFirst()
              .orElseThrow(() ->
                  DomainException.of(
                      ErrorCode.CONSENT_SIGNAL_INVALID, "the result of " + author + " is missing"))
              .getSealedResult();
      Purpose purpose =
          verified.spec().getProtocol().hasDirect() ? Purpose.DIRECT_RESULT : Purpose.RESULT;
      SigningContext context =
          SigningContext.addressed(
              purpose,
              author,
              identity.name().toString(),
              measurement.getName(),
              verified.fingerprint());
      results.add(
          since.openAndVerify(sealed, identity.opener(), context, MeasurementResult.parser()));
    }
    return results;
  }

  private static List<String> authors(MeasurementSpec spec) {
    return ComputingDuchies.of(spec.getProtocol())
        .map(duchies -> List.of(duchies.aggregator()))
        .orElseGet(() ->
            spec.getDataProvidersList().stream()
                .map(MeasurementSpec.DataProviderEntry::getDataProvider)
                .toList());
  }

  private MeasurementSpec withDataProviders(MeasurementOrder order) {
    MeasurementSpec.Builder spec = order.question().toBuilder().clearDataProviders();
    for (MeasurementOrder.Part part : order.parts()) {
      spec.addDataProviders(
          MeasurementSpec.DataProviderEntry.newBuilder().setDataProvider(part.dataProvider()));
    }
    return spec.build();
  }

  /** A Kingdom could name Duchies of its own making: only those approved here may compute. */
  private void requireApproved(ProtocolConfig protocol) {
    ComputingDuchies.of(protocol).ifPresent(duchies -> duchies.all().forEach(this::verifiedKey));
  }

  private SignedMessage signSpec(MeasurementName name, MeasurementSpec spec) {
    SigningContext context =
        SigningContext.published(
            Purpose.MEASUREMENT_SPEC, identity.name().toString(), name.toString());
    return SignedMessages.sign(
        identity.signing(), identity.certificate(), context, spec.toByteArray());
  }

  private Measurement.DataProviderEntry sealed(
      MeasurementOrder order, MeasurementOrder.Part part, Nonce nonce, Fingerprint fingerprint) {
    RequisitionSpec spec =
        RequisitionSpec.newBuilder()
            .setMeasurement(order.name().toString())
            .setDataProvider(part.dataProvider())
            .setResultPublicKey(ByteString.copyFrom(identity.resultKey().bytes()))
            .setNonce(ByteString.copyFrom(nonce.bytes()))
            .addAllEventGroups(part.eventGroups())
            .setPopulationFilter(part.populationFilter())
            .build();
    SigningContext context =
        SigningContext.addressed(
            Purpose.REQUISITION_SPEC,
            identity.name().toString(),
            part.dataProvider(),
            order.name().toString(),
            fingerprint);
    VerifiedKey key = verifiedKey(part.dataProvider());
    return Measurement.DataProviderEntry.newBuilder()
        .setDataProvider(part.dataProvider())
        .setCertificate(key.certificate())
        .setRequisitionSpec(
            SignedMessages.signAndSeal(
                identity.signing(), identity.certificate(), key.key(), context, spec.toByteArray()))
        .build();
  }

  private record VerifiedKey(EncryptionPublicKey key, String certificate) {}

  private VerifiedKey verifiedKey(String party) {
    Party peer = kingdom.party(party);
    var published =
        trust.verify(
            peer.getEncryptionPublicKey(),
            SigningContext.published(Purpose.ENCRYPTION_KEY, party, party),
            org.aureole.v1.EncryptionPublicKey.parser());
    if (!published.getOwner().equals(party)) {
      throw DomainException.of(
          ErrorCode.CONSENT_SIGNAL_INVALID,
          "the encryption key delivered for " + party + " is another party's");
    }
    return new VerifiedKey(
        EncryptionPublicKey.fromBytes(published.getX25519().toByteArray()),
        peer.getEncryptionPublicKey().getCertificate());
  }
}
