package org.aureole.kingdom.measurement;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.kingdom.validation.UnknownFields;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.PopulationName;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.VidSamplingInterval;

/**
 * What a specification must be whatever the market looks like. Each check throws INVALID_ARGUMENT
 * at the field. Pure functions.
 */
final class SpecChecks {
  private SpecChecks() {}

  /** Everything that a signed specification must hold, but for its protocol and the market. */
  static void checkSigned(FieldPath path, MeasurementSpec spec, MeasurementName name, Instant now) {
    UnknownFields.refuse(path, spec);
    if (!spec.getMeasurement().equals(name.toString())) {
      throw path.field("measurement").invalid("must be " + name);
    }
    Checks.exactBytes(
        path.field("resultPublicKey"), spec.getResultPublicKey(), EncryptionPublicKey.LENGTH);
    checkAsked(path, spec);
    FieldPath providers = path.field("dataProviders");
    Set<Fingerprint> hashes = new HashSet<>();
    for (int i = 0; i < spec.getDataProvidersCount(); i++) {
      FieldPath hash = providers.at(i).field("nonceHash");
      Checks.exactBytes(hash, spec.getDataProviders(i).getNonceHash(), Fingerprint.LENGTH);
      byte[] bytes = spec.getDataProviders(i).getNonceHash().toByteArray();
      if (!hashes.add(Fingerprint.fromBytes(bytes))) {
        throw hash.invalid("is that of another data provider too; draw a nonce for each");
      }
    }
    Checks.exactBytes(
        path.field("populationSpecDigest"), spec.getPopulationSpecDigest(), Fingerprint.LENGTH);
    checkExpiry(path.field("expireTime"), spec, now);
  }

  /** What is also needed to explain a Measurement that is not signed yet. */
  static void checkAsked(FieldPath path, MeasurementSpec spec) {
    checkType(path, spec);
    checkSampling(path.field("vidSamplingInterval"), spec);
    FieldPath providers = path.field("dataProviders");
    int count = spec.getDataProvidersCount();
    if (count == 0 || count > SpecLimits.DATA_PROVIDERS) {
      throw providers.invalid(
          "has " + count + " entries; from 1 to " + SpecLimits.DATA_PROVIDERS + " are possible");
    }
    Set<PartyName> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      FieldPath entry = providers.at(i).field("dataProvider");
      PartyName provider =
          Checks.name(
              entry,
              spec.getDataProviders(i).getDataProvider(),
              text -> PartyName.parse(PartyKind.DATA_PROVIDER, text));
      if (!names.add(provider)) {
        throw entry.invalid(provider + " is given twice; name each data provider once");
      }
    }
    Checks.name(path.field("population"), spec.getPopulation(), PopulationName::parse);
  }

  private static void checkType(FieldPath path, MeasurementSpec spec) {
    switch (spec.getMeasurementTypeCase()) {
      case REACH ->
          checkPrivacy(
              path.field("reach").field("privacyParams"), spec.getReach().getPrivacyParams());
      case REACH_AND_FREQUENCY -> checkFrequency(path.field("reachAndFrequency"), spec);
      case IMPRESSION_COUNT -> {
        FieldPath type = path.field("impressionCount");
        checkPrivacy(type.field("privacyParams"), spec.getImpressionCount().getPrivacyParams());
        checkRange(
            type.field("maximumFrequencyPerUser"),
            Integer.toUnsignedLong(spec.getImpressionCount().getMaximumFrequencyPerUser()),
            1,
            SpecLimits.FREQUENCY_PER_USER);
      }
      case WATCH_DURATION -> {
        FieldPath type = path.field("watchDuration");
        checkPrivacy(type.field("privacyParams"), spec.getWatchDuration().getPrivacyParams());
        checkDuration(
            type.field("maximumWatchDurationPerUser"),
            spec.getWatchDuration().getMaximumWatchDurationPerUser());
      }
      case POPULATION_COUNT -> {
        // It has no parameters.
      }
      case MEASUREMENTTYPE_NOT_SET ->
          throw path.field("measurementType")
              .invalid(
                  "is missing; set one of reach, reachAndFrequency, impressionCount,"
                      + " watchDuration, populationCount");
    }
  }

  private static void checkFrequency(FieldPath type, MeasurementSpec spec) {
    MeasurementSpec.ReachAndFrequency asked = spec.getReachAndFrequency();
    checkPrivacy(type.field("reachPrivacyParams"), asked.getReachPrivacyParams());
    checkPrivacy(type.field("frequencyPrivacyParams"), asked.getFrequencyPrivacyParams());
    checkRange(
        type.field("maximumFrequency"),
        Integer.toUnsignedLong(asked.getMaximumFrequency()),
        2,
        SpecLimits.MAXIMUM_FREQUENCY);
  }

  private static void checkPrivacy(FieldPath path, DifferentialPrivacyParams params) {
    if (!(params.getEpsilon() > 0 && Double.isFinite(params.getEpsilon()))) {
      throw path.field("epsilon")
          .invalid("is " + params.getEpsilon() + "; must be a number above 0");
    }
    if (!(params.getDelta() > 0 && params.getDelta() < 1)) {
      throw path.field("delta")
          .invalid("is " + params.getDelta() + "; must be above 0 and below 1");
    }
  }

  private static void checkDuration(FieldPath path, Duration duration) {
    if (!Durations.isValid(duration) || duration.getNanos() != 0) {
      throw path.invalid("must be whole seconds");
    }
    checkRange(path, duration.getSeconds(), 1, SpecLimits.WATCH_DURATION_PER_USER.toSeconds());
  }

  private static void checkSampling(FieldPath path, MeasurementSpec spec) {
    VidSamplingInterval interval = spec.getVidSamplingInterval();
    if (!spec.hasVidSamplingInterval()) {
      throw path.invalid("is missing; start 0 and width 4294967296 take everybody");
    }
    checkRange(path.field("start"), interval.getStart(), 0, SamplingInterval.CIRCLE - 1);
    checkRange(path.field("width"), interval.getWidth(), 1, SamplingInterval.CIRCLE);
    if (spec.hasPopulationCount() && interval.getWidth() != SamplingInterval.CIRCLE) {
      throw path.field("width")
          .invalid("must be 4294967296: a population count samples nobody away");
    }
  }

  /** Unsigned 64-bit values above 2^63 show as negative and are out of every range here. */
  private static void checkRange(FieldPath path, long value, long min, long max) {
    if (value < min || value > max) {
      throw path.invalid(
          "is " + Long.toUnsignedString(value) + "; must be from " + min + " to " + max);
    }
  }

  private static void checkExpiry(FieldPath path, MeasurementSpec spec, Instant now) {
    Instant expiry = Checks.time(path, spec.hasExpireTime(), spec.getExpireTime());
    if (!expiry.isAfter(now)) {
      throw path.invalid("is " + expiry + ", which has passed");
    }
    if (expiry.isAfter(now.plus(SpecLimits.LIFETIME))) {
      throw path.invalid(
          "is " + expiry + "; must be within " + SpecLimits.LIFETIME.toDays() + " days");
    }
  }
}
