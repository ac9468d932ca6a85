package org.aureole.simulation.market;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aureole.consumer.ConsumerIdentity;
import org.aureole.consumer.KingdomApi;
import org.aureole.consumer.MeasurementConsumer;
import org.aureole.crypto.consent.TrustStore;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.simulation.port.SimulatedKeys;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementResult;

/** The people of the measurement consumer: they ask, ask again when nobody answered, and cancel. */
final class Consumer {
  private static final int ATTEMPTS = 60;
  private static final Duration BETWEEN = Duration.ofMinutes(2);

  private final SimulatedMarket market;
  private final KingdomApi kingdom;
  private final PeerTrust trust;

  Consumer(SimulatedMarket market) {
    this.market = market;
    this.kingdom =
        new KingdomApi(market.client(Member.KINGDOM, Member.CONSUMER, Member.CONSUMER.id()));
    Map<String, List<byte[]>> roots = new HashMap<>();
    Member.registered()
        .forEach(peer -> roots.put(peer.name().toString(), List.of(market.keys(peer).root())));
    TrustStore approved = TrustStore.of(roots, Set.of());
    this.trust = new PeerTrust(() -> approved, market.world().clock());
  }

  /** Signs an inquiry and sends it until the Kingdom has answered. */
  void ask(Inquiry inquiry) {
    Measurement signed = persistently(() -> self().sign(inquiry.order(now())));
    persistently(() ->
        kingdom.create(
            Member.CONSUMER.name(),
            CreateMeasurementRequest.newBuilder()
                .setMeasurement(signed)
                .setRequestId(inquiry.requestId)
                .build()));
    inquiry.created = true;
  }

  /** Cancels until the Kingdom has answered; too late is an answer. */
  void cancel(Inquiry inquiry) {
    inquiry.cancelled = true;
    persistently(() -> {
      try {
        return kingdom.cancel(inquiry.name);
      } catch (DomainException e) {
        if (e.isRetryable()) {
          throw e;
        }
        return Measurement.getDefaultInstance();
      }
    });
  }

  Measurement get(Inquiry inquiry) {
    return kingdom.get(inquiry.name);
  }

  List<MeasurementResult> results(Measurement measurement) {
    return self().results(measurement);
  }

  private java.time.Instant now() {
    return market.world().clock().instant();
  }

  private MeasurementConsumer self() {
    SimulatedKeys keys = market.keys(Member.CONSUMER);
    return new MeasurementConsumer(
        new ConsumerIdentity(
            Member.CONSUMER.name(),
            keys.signing(),
            market.certificate(Member.CONSUMER),
            keys.encryptionKey(),
            keys),
        kingdom,
        trust,
        market.random());
  }

  /**
   * Repeats an action until it is answered, or the answer is that repeating is of no use. A token
   * that ran out while its request stalled is no answer.
   */
  <T> T persistently(java.util.function.Supplier<T> action) {
    for (int attempt = 1; ; attempt++) {
      try {
        return action.get();
      } catch (DomainException e) {
        boolean repeated = e.isRetryable() || e.code() == ErrorCode.UNAUTHENTICATED;
        if (!repeated || attempt == ATTEMPTS) {
          throw e;
        }
        market.world().sleep(BETWEEN);
      }
    }
  }
}
