package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.aureole.interleaving.Actor;
import org.aureole.interleaving.Orders;
import org.aureole.interleaving.Played;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.Measurement;

/** Somebody creates a Measurement while somebody else does something that bears on it. */
final class CreationRace implements Orders.Race {
  private final TestMarket market;
  private final String name;
  private final Part creation;
  private final Part other;
  private final boolean revoked;

  private CreationRace(TestMarket market, Order order, Part creation, Part other, boolean revoked) {
    this.market = market;
    this.name = order.name().toString();
    this.creation = creation;
    this.other = other;
    this.revoked = revoked;
  }

  /** The consumer's request comes twice: both are answered with the one Measurement. */
  static CreationRace twice(TestMarket market, String id) {
    market.forgetMeasurements();
    Order order = new Order(market, id, market.edp1).impressions(3);
    Part creation = creation(order, requestId(id));
    return new CreationRace(market, order, creation, creation.again(), false);
  }

  /** A certificate is revoked on which it rests: no Measurement stays pending. */
  static CreationRace whileRevoking(TestMarket market, String id) {
    Meeting.renewRevokedKeys(market);
    market.forgetMeasurements();
    Order order = new Order(market, id, market.edp2).impressions(3);
    Part revocation = Part.revoke(market.edp2, "revokeCertificate");
    return new CreationRace(market, order, creation(order, ""), revocation, true);
  }

  private static String requestId(String id) {
    return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static Part creation(Order order, String requestId) {
    CreateMeasurementRequest request = order.request().toBuilder().setRequestId(requestId).build();
    return new Part("create", "createMeasurement", () -> order.create(request));
  }

  /** The transactions that settle what becomes of the Measurement. */
  Set<String> decisive() {
    return Set.of(creation.decides(), "revokeCertificate");
  }

  @Override
  public List<Actor> actors() {
    return List.of(creation.toActor(), other.toActor());
  }

  @Override
  public void judge(Played played) {
    Played.Reply created = played.reply(creation.actor());
    Played.Reply replied = played.reply(other.actor());
    assertThat(replied.refusal()).isEmpty();
    Optional<Measurement> stands = find();
    assertThat(created.answer().isPresent()).isEqualTo(stands.isPresent());
    if (revoked) {
      created
          .code()
          .ifPresent(code ->
              assertThat(code).isIn(ErrorCode.FAILED_PRECONDITION, ErrorCode.CERTIFICATE_INVALID));
      stands.ifPresent(measurement ->
          assertThat(measurement.getFailure().getReason())
              .isEqualTo(Measurement.Failure.Reason.CERTIFICATE_REVOKED));
    } else {
      assertThat(created.answer()).isEqualTo(replied.answer());
    }
    MarketInvariants.check(market);
    if (stands.isPresent()) {
      Chronicle.check(market, name, "");
    } else {
      assertThat(market.told(name)).isEmpty();
    }
  }

  private Optional<Measurement> find() {
    try {
      return Optional.of(
          market.consumer.client().get("/v1/" + name, Measurement.getDefaultInstance()));
    } catch (DomainException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
      return Optional.empty();
    }
  }
}
