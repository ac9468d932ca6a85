package org.aureole.duchy.ring;

import java.util.Arrays;
import java.util.List;
import org.aureole.crypto.llv2.DuchyKeys;
import org.aureole.crypto.llv2.DuchySecret;
import org.aureole.crypto.llv2.Llv2Setting;
import org.aureole.crypto.llv2.RingAggregator;
import org.aureole.crypto.llv2.RingWorker;
import org.aureole.crypto.llv2.SetupPhase;
import org.aureole.crypto.prng.Seed;
import org.aureole.duchy.computation.Output;
import org.aureole.duchy.computation.Peer;
import org.aureole.duchy.computation.RingPlace;
import org.aureole.duchy.computation.RingTerms;
import org.aureole.duchy.stage.InternalObjects;
import org.aureole.duchy.stage.StageRun;
import org.aureole.model.error.DomainException;

/**
 * This Duchy in the ring of one Computation: where it stands, and its keys. {@link #close()} clears
 * what is secret. Thread-safe but for that.
 */
final class RingParty implements AutoCloseable {
  private final RingTerms terms;
  private final RingPlace place;
  private final Llv2Setting setting;
  private final DuchySecret secret;
  private final DuchyKeys keys;

  private RingParty(
      RingTerms terms, RingPlace place, Llv2Setting setting, DuchySecret secret, DuchyKeys keys) {
    this.terms = terms;
    this.place = place;
    this.setting = setting;
    this.secret = secret;
    this.keys = keys;
  }

  /**
   * Verifies the shares of all Duchies and takes this one's place.
   *
   * @throws DomainException PROTOCOL_VIOLATION if a share does not hold
   */
  static RingParty open(InternalObjects objects, StageRun run, Output secrets, List<Peer> peers) {
    RingTerms terms = (RingTerms) run.terms();
    RingPlace place = RingPlace.of(terms, run.row(), peers);
    Llv2Setting setting = terms.setting();
    byte[] bytes = objects.secrets(run.row().name(), secrets);
    DuchySecret secret;
    try {
      secret = new DuchySecret(Seed.of(bytes), terms.self().toString(), terms.context());
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
    try {
      DuchyKeys keys = DuchyKeys.of(setting, secret, place.shares());
      return new RingParty(terms, place, setting, secret, keys);
    } catch (RuntimeException e) {
      secret.destroy();
      throw e;
    }
  }

  RingTerms terms() {
    return terms;
  }

  RingPlace place() {
    return place;
  }

  SetupPhase setup() {
    return new SetupPhase(setting, secret, keys);
  }

  RingWorker worker() {
    return new RingWorker(setting, secret, keys);
  }

  RingAggregator aggregator() {
    return new RingAggregator(setting, secret, keys);
  }

  @Override
  public void close() {
    keys.destroy();
    secret.destroy();
  }
}
