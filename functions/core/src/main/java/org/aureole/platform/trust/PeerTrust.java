package org.aureole.platform.trust;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.aureole.crypto.consent.Opener;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningTime;
import org.aureole.crypto.consent.TrustStore;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.spec.SpecRules;
import org.aureole.platform.spec.VerifiedSpec;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SignedMessage;

/**
 * Verifies what other parties signed, against the roots that this party approved and nothing else.
 * What comes back is parsed only after its signature holds. Thread-safe.
 */
public final class PeerTrust {
  private final Supplier<TrustStore> roots;
  private final InstantSource clock;
  private final Optional<Instant> since;

  /**
   * @param roots what this party approves now, asked at every verification
   */
  public PeerTrust(Supplier<TrustStore> roots, InstantSource clock) {
    this(roots, clock, Optional.empty());
  }

  private PeerTrust(Supplier<TrustStore> roots, InstantSource clock, Optional<Instant> since) {
    this.roots = roots;
    this.clock = clock;
    this.since = since;
  }

  /**
   * As this, for what was signed at any instant since {@code since}: also under a certificate that
   * has expired after that.
   */
  public PeerTrust ofWhatWasSignedSince(Instant since) {
    return new PeerTrust(roots, clock, Optional.of(since));
  }

  /**
   * As this, for what belongs to a Measurement: its parties sign once, and what one signed may
   * arrive late. So it counts under a certificate that was valid at some time since the consumer
   * signed, as far as can be known, and is not revoked.
   */
  public PeerTrust within(VerifiedSpec spec) {
    return ofWhatWasSignedSince(spec.signedAfter());
  }

  private SigningTime signed() {
    Instant now = clock.instant();
    return new SigningTime(since.filter(now::isAfter).orElse(now), now);
  }

  /**
   * Verifies a signed message and parses its payload.
   *
   * @param context what this party expects; its sender must have signed
   * @throws DomainException CERTIFICATE_INVALID or CONSENT_SIGNAL_INVALID
   */
  public <T extends Message> T verify(
      SignedMessage signed, SigningContext context, Parser<T> parser) {
    return parse(SignedMessages.verify(roots.get(), signed, context, signed()), context, parser);
  }

  /**
   * Opens a sealed message, verifies the signed message in it and gives the payload.
   *
   * @throws DomainException CERTIFICATE_INVALID or CONSENT_SIGNAL_INVALID
   */
  public byte[] openAndVerify(SealedMessage sealed, Opener opener, SigningContext context) {
    return SignedMessages.openAndVerify(opener, roots.get(), context, sealed, signed());
  }

  /** As the other, and parses the payload. */
  public <T extends Message> T openAndVerify(
      SealedMessage sealed, Opener opener, SigningContext context, Parser<T> parser) {
    return parse(openAndVerify(sealed, opener, context), context, parser);
  }

  /**
   * Verifies that a measurement specification is the consumer's own, is about this Measurement, is
   * consistent and has not expired.
   *
   * @param measurement the Measurement that the specification was delivered for
   * @throws DomainException CERTIFICATE_INVALID, CONSENT_SIGNAL_INVALID, SPEC_INVALID or, once it
   *     expired, FAILED_PRECONDITION
   */
  public VerifiedSpec verifySpec(SignedMessage signed, MeasurementName measurement) {
    VerifiedSpec verified = verifySpecOfAnyAge(signed, measurement);
    SpecRules.checkNotExpired(verified.spec(), clock.instant());
    return verified;
  }

  /**
   * As {@link #verifySpec}, but an expired specification passes: the consumer itself reads results
   * for as long as it likes, and a Duchy must know what it was that expired.
   */
  public VerifiedSpec verifySpecOfAnyAge(SignedMessage signed, MeasurementName measurement) {
    SigningContext context =
        SigningContext.published(
            Purpose.MEASUREMENT_SPEC, measurement.parent().toString(), measurement.toString());
    MeasurementSpec spec = verify(signed, context, MeasurementSpec.parser());
    if (!spec.getMeasurement().equals(measurement.toString())) {
      throw DomainException.of(
          ErrorCode.CONSENT_SIGNAL_INVALID,
          "the specification is of another measurement than " + measurement);
    }
    try {
      SpecRules.check(spec);
    } catch (DomainException e) {
      throw DomainException.of(ErrorCode.SPEC_INVALID, e.getMessage(), e);
    }
    return VerifiedSpec.of(measurement, signed);
  }

  private static <T> T parse(byte[] payload, SigningContext context, Parser<T> parser) {
    try {
      return parser.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.of(
          ErrorCode.CONSENT_SIGNAL_INVALID,
          "the signed "
              + context.purpose().id()
              + " of "
              + context.sender()
              + " does not hold what it should");
    }
  }
}
