package org.aureole.duchy.computation;

import java.util.List;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.spec.ComputingDuchies;
import org.aureole.platform.spec.VerifiedSpec;
import org.aureole.v1.SignedMessage;

/**
 * What this Duchy does in one Computation, as the measurement consumer signed it and nobody else
 * can change. Immutable.
 */
public sealed interface ComputationTerms permits ShuffleTerms, RingTerms {
  ComputationName computation();

  /** Verified against the root that this Duchy approved for the consumer. */
  VerifiedSpec spec();

  /** This Duchy, one of those that the spec names. */
  PartyName self();

  /** The protocol as {@code Manifest.protocol} names it. */
  String protocol();

  /**
   * What a sender may put into a folder beside the manifest.
   *
   * @throws DomainException NOT_FOUND if the sender hands nothing over to this Duchy;
   *     INVALID_ARGUMENT at {@code stage} if it does, but not at that stage
   */
  Expected expected(InboxFolder folder);

  /** The stages at which other Duchies may hand anything over to this one. */
  List<String> peerStages();

  /**
   * The terms of a verified spec.
   *
   * @throws DomainException SPEC_INVALID if this Duchy has no part in it or it cannot be computed
   */
  static ComputationTerms of(ComputationName computation, VerifiedSpec spec, PartyName self) {
    return switch (spec.spec().getProtocol().getProtocolCase()) {
      case HONEST_MAJORITY_SHARE_SHUFFLE -> new ShuffleTerms(computation, spec, self);
      case LIQUID_LEGIONS_V2 -> new RingTerms(computation, spec, self);
      case DIRECT, PROTOCOL_NOT_SET ->
          throw DomainException.of(
              ErrorCode.SPEC_INVALID,
              "the signed specification asks for no computation of Duchies");
    };
  }

  /**
   * The terms that this Duchy verified and pinned before.
   *
   * @param row of a computation whose spec is pinned
   */
  static ComputationTerms pinned(ComputationRow row, PartyName self) {
    SignedMessage spec =
        row.pinned()
            .orElseThrow(() -> DomainException.bug(row.name() + " has no pinned specification"))
            .spec();
    return of(row.name(), VerifiedSpec.of(row.measurement(), spec), self);
  }

  /** All Duchies of the computation. */
  default ComputingDuchies duchies() {
    return ComputingDuchies.of(spec().spec().getProtocol()).orElseThrow();
  }

  default PartyName aggregator() {
    return PartyName.parse(duchies().aggregator());
  }

  /** The context of something that a Duchy publishes for this computation. */
  default SigningContext published(Purpose purpose, PartyName sender) {
    return SigningContext.published(
        purpose, sender.toString(), computation().toString(), spec().fingerprint());
  }

  /** The context of something that one party of this computation hands to another. */
  default SigningContext addressed(Purpose purpose, PartyName sender, PartyName recipient) {
    return addressed(purpose, sender, recipient, computation().toString());
  }

  /** As the other, about another resource than the computation. */
  default SigningContext addressed(
      Purpose purpose, PartyName sender, PartyName recipient, String resource) {
    return SigningContext.addressed(
        purpose, sender.toString(), recipient.toString(), resource, spec().fingerprint());
  }

  /**
   * The one object beside a manifest. A folder takes these two and no more: a sender cannot fill
   * the bucket up.
   *
   * @param name its name; empty if there is only the manifest
   * @param recordBytes the object consists of whole records of this size
   * @param least the fewest records
   * @param most the most records
   */
  record Expected(String name, int recordBytes, long least, long most) {
    static Expected exactly(String name, long bytes) {
      return new Expected(name, 1, bytes, bytes);
    }

    static Expected manifestAlone() {
      return new Expected("", 1, 0, 0);
    }

    public boolean isManifestAlone() {
      return name.isEmpty();
    }

    /** Whether an object may have that size. */
    public boolean fits(long bytes) {
      return bytes % recordBytes == 0
          && bytes / recordBytes >= least
          && bytes / recordBytes <= most;
    }

    /** The sizes that do, for a person. */
    public String sizes() {
      return least == most
          ? Long.toString(Math.multiplyExact(least, recordBytes))
          : "%d to %d whole records of %d bytes".formatted(least, most, recordBytes);
    }
  }
}
