package org.aureole.simulation.market;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.name.MeasurementName;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.simulation.world.Chance;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.RequisitionSpec;
import org.aureole.v1.VidSamplingInterval;

/**
 * One Measurement that the consumer of a world wants, as the seed draws it. What became of the wish
 * is noted here by whoever acts on it.
 */
final class Inquiry {
  private static final Duration USUAL_PATIENCE = Duration.ofDays(6);

  final MeasurementName name;
  final Question question;
  final List<Integer> publishers;
  final boolean noisy;

  /**
   * Whether Duchies may collude; then without noise, which would take seconds of processor time.
   */
  final boolean resistant;

  final Duration patience;

  /** The id that makes a repeated creation harmless. */
  final String requestId;

  boolean created;
  boolean cancelled;
  boolean declined;

  Inquiry(int number, Chance chance) {
    String id = "m" + number;
    this.name = new MeasurementName(Member.CONSUMER.id(), id);
    this.question = question(chance.of("question " + id));
    this.publishers = question == Question.POPULATION ? List.of() : publishers(chance, id);
    this.resistant = question.isOfSeveral() && chance.of("resistance " + id) < 0.2;
    this.noisy = question != Question.POPULATION && !resistant && chance.of("noise " + id) < 0.25;
    this.patience =
        chance.of("patience " + id) < 0.1
            ? Duration.ofMinutes(10 + chance.below(120, "short patience " + id))
            : USUAL_PATIENCE;
    this.requestId = UUID.nameUUIDFromBytes(new byte[] {(byte) number}).toString();
  }

  private static Question question(double chance) {
    if (chance < 0.4) {
      return Question.FREQUENCY_OF_SEVERAL;
    }
    if (chance < 0.6) {
      return Question.REACH_OF_SEVERAL;
    }
    Question[] direct = {
      Question.FREQUENCY_OF_ONE, Question.REACH_OF_ONE, Question.IMPRESSIONS, Question.POPULATION
    };
    return direct[(int) ((chance - 0.6) / 0.4 * direct.length)];
  }

  private List<Integer> publishers(Chance chance, String id) {
    List<Integer> all = new ArrayList<>(List.of(0, 1, 2));
    int wanted = question.isOfSeveral() ? 2 + chance.below(2, "publishers " + id) : 1;
    while (all.size() > wanted) {
      all.remove(chance.below(all.size(), "without " + all.size() + " " + id));
    }
    return List.copyOf(all);
  }

  boolean hasShortPatience() {
    return !patience.equals(USUAL_PATIENCE);
  }

  MeasurementOrder order(Instant now) {
    byte[] population =
        new PopulationSpecs(EventTemplates.AD_EVENT).parse(Audience.population()).toByteArray();
    MeasurementSpec.Builder spec =
        MeasurementSpec.newBuilder()
            .setPopulation(SimulatedMarket.POPULATION.toString())
            .setPopulationSize(Audience.SIZE)
            .setPopulationSpecDigest(ByteString.copyFrom(Fingerprint.of(population).bytes()))
            .setVidSamplingInterval(VidSamplingInterval.newBuilder().setWidth(1L << 32))
            .setExpireTime(Timestamp.newBuilder().setSeconds(now.plus(patience).getEpochSecond()));
    question.fill(spec);
    return new MeasurementOrder(
        name,
        name.measurement(),
        spec.build(),
        noisy ? NoiseMechanism.DISCRETE_GAUSSIAN : NoiseMechanism.NONE,
        parts(),
        0,
        resistant);
  }

  private List<MeasurementOrder.Part> parts() {
    if (question == Question.POPULATION) {
      return List.of(
          new MeasurementOrder.Part(
              Member.POPULATION.name().toString(), List.of(), "person.gender == 2"));
    }
    return publishers.stream()
        .map(publisher -> Member.PUBLISHERS.get(publisher).name().toString())
        .map(provider ->
            new MeasurementOrder.Part(
                provider,
                List.of(
                    RequisitionSpec.EventGroupEntry.newBuilder()
                        .setEventGroup(provider + "/eventGroups/campaign")
                        .setCollectionInterval(Audience.DAY)
                        .build()),
                ""))
        .toList();
  }

  @Override
  public String toString() {
    return name.measurement()
        + " "
        + question
        + (noisy ? " with noise" : "")
        + (resistant ? " among Duchies that may collude" : "")
        + " of publishers "
        + publishers;
  }
}
