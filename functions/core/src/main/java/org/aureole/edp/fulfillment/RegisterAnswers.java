package org.aureole.edp.fulfillment;

import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.aureole.crypto.llv2.Llv2Parameters;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.sketch.LegionsSketch;
import org.aureole.edp.events.FrequencyTally;
import org.aureole.edp.population.Population;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.StoredBlob;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.spec.LiquidLegionsRule;
import org.aureole.platform.spec.SpecRules;
import org.aureole.v1.CommittedAnswer;
import org.aureole.v1.Manifest;
import org.aureole.v1.MeasurementSpec;

/**
 * Makes the answers of Liquid Legions V2: the sketch of the sampled VIDs, each register encrypted
 * to all Duchies together. Thread-safe.
 */
final class RegisterAnswers {
  private final BlobStore internal;
  private final HandOvers handOvers;
  private final SecureRandom random;

  RegisterAnswers(BlobStore internal, HandOvers handOvers, SecureRandom random) {
    this.internal = Objects.requireNonNull(internal);
    this.handOvers = Objects.requireNonNull(handOvers);
    this.random = Objects.requireNonNull(random);
  }

  /**
   * Draws a seed and stores the registers that are encrypted with it under {@code object}, which is
   * new: two calls give two answers, of which one at most may be committed.
   *
   * @param tally of the sampled VIDs; wiped
   */
  CommittedAnswer make(
      VerifiedRequisition requisition,
      VerifiedRequisition.RegisterRecipient duchy,
      Population population,
      FrequencyTally tally,
      String object) {
    MeasurementSpec spec = requisition.measurementSpec();
    Llv2Parameters parameters =
        LiquidLegionsRule.parameters(spec, spec.getProtocol().getLiquidLegionsV2());
    LegionsSketch sketch = sketch(parameters, spec, population, tally);
    Seed seed = Seed.random(random);
    try {
      byte[] registers = duchy.encryption().encrypt(sketch, seed);
      StoredBlob stored =
          internal.create(object, new ByteArrayInputStream(registers), Optional.empty());
      return handOvers.of(
          requisition,
          duchy,
          InboxFolder.LIQUID_LEGIONS,
          InboxFolder.REGISTERS,
          stored,
          Manifest.newBuilder()
              .setEncryptedRegisters(
                  Manifest.EncryptedRegisters.newBuilder()
                      .setRequisition(requisition.name().toString())
                      .setNonce(requisition.requisitionSpec().getNonce())
                      .setRegisterBytes(parameters.registerBytes())));
    } finally {
      sketch.destroy();
      seed.destroy();
    }
  }

  private static LegionsSketch sketch(
      Llv2Parameters parameters,
      MeasurementSpec spec,
      Population population,
      FrequencyTally tally) {
    LegionsSketch sketch = new LegionsSketch(parameters.sketch());
    byte[] counts = tally.counts();
    population.forEach(
        population.sample(SpecRules.sampling(spec)),
        (vid, position) -> {
          if (counts[position] != 0) {
            sketch.add(vid, counts[position] & 0xff);
          }
        });
    Arrays.fill(counts, (byte) 0);
    return sketch;
  }
}
