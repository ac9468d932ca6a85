package org.aureole.platform.spec;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.PopulationName;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig.HonestMajorityShareShuffle;
import org.aureole.v1.ProtocolConfig.LiquidLegionsV2;

/**
 * What every party demands of a MeasurementSpec, whoever delivers it: the Kingdom before it creates
 * the Measurement, Duchies and data providers before they work on it. Whether the protocol is the
 * one that the market would choose is the Kingdom's to say; here it must be consistent in itself.
 */
public final class SpecRules {
  private static final int X25519_BYTES = 32;
  private static final int MAX_FREQUENCY = 10_000;

  private SpecRules() {}

  /**
   * Checks a spec.
   *
   * @throws DomainException INVALID_ARGUMENT naming the first field that is wrong, as a path below
   *     {@code measurementSpec}, and what would be right
   */
  public static void check(MeasurementSpec spec) {
    at("measurement", () -> MeasurementName.parse(spec.getMeasurement()));
    require(
        spec.getResultPublicKey().size() == X25519_BYTES,
        "resultPublicKey",
        "has " + spec.getResultPublicKey().size() + " bytes; a raw X25519 key has 32");
    checkQuestion(spec);
    checkProtocol(spec);
    checkDigest("populationSpecDigest", spec.getPopulationSpecDigest().size());
    require(spec.hasExpireTime(), "expireTime", "is missing; say when nobody shall work on it");
    require(Timestamps.isValid(spec.getExpireTime()), "expireTime", "is no valid time");
    for (MeasurementSpec.DataProviderEntry entry : spec.getDataProvidersList()) {
      checkDigest("dataProviders.nonceHash", entry.getNonceHash().size());
    }
    long hashes =
        spec.getDataProvidersList().stream()
            .map(MeasurementSpec.DataProviderEntry::getNonceHash)
            .distinct()
            .count();
    require(
        hashes == spec.getDataProvidersCount(),
        "dataProviders.nonceHash",
        "is the same for two data providers; draw a nonce for each");
  }

  /** Checks what is asked, of whom and on which sample: the part that :explain needs too. */
  public static void checkQuestion(MeasurementSpec spec) {
    checkType(spec);
    at("population", () -> PopulationName.parse(spec.getPopulation()));
    require(
        spec.getPopulationSize() > 0 && spec.getPopulationSize() < (1L << 31),
        "populationSize",
        "is " + spec.getPopulationSize() + "; a population has 1 to 2147483647 VIDs");
    require(
        spec.hasVidSamplingInterval(),
        "vidSamplingInterval",
        "is missing; {start: 0, width: 4294967296} takes everybody");
    at("", () -> sampling(spec));
    checkDataProviders(spec);
  }

  /** The sampling interval of a spec. */
  public static SamplingInterval sampling(MeasurementSpec spec) {
    return new SamplingInterval(
        spec.getVidSamplingInterval().getStart(), spec.getVidSamplingInterval().getWidth());
  }

  /**
   * Checks that the spec may still be worked on.
   *
   * @throws DomainException FAILED_PRECONDITION if it has expired
   */
  public static void checkNotExpired(MeasurementSpec spec, Instant now) {
    Instant expiry =
        Instant.ofEpochSecond(spec.getExpireTime().getSeconds(), spec.getExpireTime().getNanos());
    if (!now.isBefore(expiry)) {
      throw DomainException.precondition(
          "the measurement specification expired at " + expiry + "; it is " + now);
    }
  }

  private static void checkType(MeasurementSpec spec) {
    switch (spec.getMeasurementTypeCase()) {
      case REACH -> checkPrivacy("reach.privacyParams", spec.getReach().getPrivacyParams());
      case REACH_AND_FREQUENCY -> {
        var type = spec.getReachAndFrequency();
        checkPrivacy("reachAndFrequency.reachPrivacyParams", type.getReachPrivacyParams());
        checkPrivacy("reachAndFrequency.frequencyPrivacyParams", type.getFrequencyPrivacyParams());
        checkFrequency("reachAndFrequency.maximumFrequency", type.getMaximumFrequency(), 2);
      }
      case IMPRESSION_COUNT -> {
        var type = spec.getImpressionCount();
        checkPrivacy("impressionCount.privacyParams", type.getPrivacyParams());
        checkFrequency(
            "impressionCount.maximumFrequencyPerUser", type.getMaximumFrequencyPerUser(), 1);
      }
      case WATCH_DURATION -> {
        var type = spec.getWatchDuration();
        checkPrivacy("watchDuration.privacyParams", type.getPrivacyParams());
        var cap = type.getMaximumWatchDurationPerUser();
        require(
            Durations.isValid(cap) && cap.getSeconds() > 0 && cap.getNanos() == 0,
            "watchDuration.maximumWatchDurationPerUser",
            "must be a positive number of whole seconds");
      }
      case POPULATION_COUNT -> {}
      case MEASUREMENTTYPE_NOT_SET ->
          throw DomainException.invalid(
              "measurementSpec",
              "has no measurement type; set reach, reachAndFrequency, impressionCount,"
                  + " watchDuration or populationCount");
    }
  }

  private static void checkFrequency(String field, int value, int least) {
    require(
        value >= least && value <= MAX_FREQUENCY,
        field,
        "is "
            + Integer.toUnsignedString(value)
            + "; it is in ["
            + least
            + ", "
            + MAX_FREQUENCY
            + "]");
  }

  private static void checkPrivacy(String field, DifferentialPrivacyParams params) {
    require(
        params.getEpsilon() > 0 && Double.isFinite(params.getEpsilon()),
        field + ".epsilon",
        "is " + params.getEpsilon() + "; it is greater than 0");
    require(
        params.getDelta() > 0 && params.getDelta() < 1,
        field + ".delta",
        "is " + params.getDelta() + "; it is greater than 0 and less than 1");
  }

  private static void checkDataProviders(MeasurementSpec spec) {
    require(spec.getDataProvidersCount() > 0, "dataProviders", "is empty; name at least one");
    Set<String> seen = new HashSet<>();
    for (MeasurementSpec.DataProviderEntry entry : spec.getDataProvidersList()) {
      at("dataProviders", () -> PartyName.parse(PartyKind.DATA_PROVIDER, entry.getDataProvider()));
      require(
          seen.add(entry.getDataProvider()),
          "dataProviders",
          "names " + entry.getDataProvider() + " twice; each may stand once");
    }
  }

  private static void checkProtocol(MeasurementSpec spec) {
    switch (spec.getProtocol().getProtocolCase()) {
      case DIRECT ->
          checkNoise(
              "protocol.direct.noiseMechanism", spec.getProtocol().getDirect().getNoiseMechanism());
      case HONEST_MAJORITY_SHARE_SHUFFLE ->
          checkShareShuffle(spec, spec.getProtocol().getHonestMajorityShareShuffle());
      case LIQUID_LEGIONS_V2 -> checkLiquidLegions(spec, spec.getProtocol().getLiquidLegionsV2());
      case PROTOCOL_NOT_SET ->
          throw DomainException.invalid(
              "measurementSpec.protocol", "is missing; ask :explain which one the market uses");
    }
  }

  private static void checkShareShuffle(MeasurementSpec spec, HonestMajorityShareShuffle protocol) {
    String field = "protocol.honestMajorityShareShuffle";
    checkComputed(spec, field);
    checkNoise(field + ".noiseMechanism", protocol.getNoiseMechanism());
    require(
        protocol.getToleratedColluders() == 0 || protocol.getToleratedColluders() == 1,
        field + ".toleratedColluders",
        "is " + Integer.toUnsignedString(protocol.getToleratedColluders()) + "; it is 0 or 1");
    int modulus = ShareShuffleRule.parameters(spec).modulus();
    require(
        protocol.getModulus() == modulus,
        field + ".modulus",
        "is "
            + Integer.toUnsignedString(protocol.getModulus())
            + "; for this specification it is "
            + modulus);
  }

  private static void checkLiquidLegions(MeasurementSpec spec, LiquidLegionsV2 protocol) {
    String field = "protocol.liquidLegionsV2";
    require(protocol.getWorkersCount() > 0, field + ".workers", "is empty; name at least one");
    checkComputed(spec, field);
    checkNoise(field + ".noiseMechanism", protocol.getNoiseMechanism());
    at(field, () -> LiquidLegionsRule.check(spec, protocol));
  }

  /** What several Duchies compute together, and that they are several. */
  private static void checkComputed(MeasurementSpec spec, String field) {
    require(
        spec.hasReach() || spec.hasReachAndFrequency(),
        field,
        "computes reach, and reach and frequency; other types are Direct");
    List<String> duchies = ComputingDuchies.of(spec.getProtocol()).orElseThrow().all();
    for (String duchy : duchies) {
      at(field, () -> PartyName.parse(PartyKind.DUCHY, duchy));
    }
    require(
        Set.copyOf(duchies).size() == duchies.size(),
        field,
        "needs " + duchies.size() + " different Duchies");
  }

  private static void checkNoise(String field, NoiseMechanism noise) {
    require(
        noise == NoiseMechanism.NONE || noise == NoiseMechanism.DISCRETE_GAUSSIAN,
        field,
        "must be NONE or DISCRETE_GAUSSIAN");
  }

  private static void checkDigest(String field, int size) {
    require(size == Fingerprint.LENGTH, field, "has " + size + " bytes; a SHA-256 digest has 32");
  }

  private static void require(boolean right, String field, String message) {
    if (!right) {
      throw DomainException.invalid("measurementSpec." + field, message);
    }
  }

  private static void at(String field, Runnable check) {
    try {
      check.run();
    } catch (DomainException e) {
      String path = field.isEmpty() ? "measurementSpec" : "measurementSpec." + field;
      throw DomainException.invalid(path, e.getMessage());
    }
  }
}
