package org.aureole.local.cli;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.EventGroupName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.Interval;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Population;
import org.aureole.v1.RequisitionSpec;
import org.aureole.v1.VidSamplingInterval;
import picocli.CommandLine.Option;

/** The options that say what is to be measured. */
final class OrderOptions {
  /** What can be measured, as the command line names it. */
  enum Type {
    REACH,
    REACH_AND_FREQUENCY,
    IMPRESSIONS,
    WATCH_DURATION,
    POPULATION
  }

  /** Noise, as the command line names it. */
  enum Noise {
    GAUSSIAN,
    NONE
  }

  @Option(
      names = "--type",
      required = true,
      description = "What to measure: ${COMPLETION-CANDIDATES}.")
  private Type type;

  @Option(
      names = {"-g", "--event-group"},
      paramLabel = "EDP/GROUP",
      description = "An event group, such as edp1/summer; repeat for more.")
  private List<String> eventGroups = new ArrayList<>();

  @Option(
      names = "--population-provider",
      paramLabel = "ID",
      defaultValue = "pdp1",
      description = "Who counts the population (default: ${DEFAULT-VALUE}).")
  private String populationProvider;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "First day, such as 2026-05-01, or a time such as 2026-05-01T06:00:00Z.")
  private String from;

  @Option(names = "--to", paramLabel = "DATE", description = "The day or time after the last one.")
  private String to;

  @Option(
      names = "--filter",
      paramLabel = "CEL",
      defaultValue = "",
      description =
          "Which events, or which people for POPULATION, such as"
              + " 'person.gender == \"FEMALE\" && video_ad.viewed_fraction > 0.5'.")
  private String filter;

  @Option(
      names = "--max-frequency",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Last frequency bucket, or impressions that count for one person"
              + " (default: ${DEFAULT-VALUE}).")
  private int maximumFrequency;

  @Option(
      names = "--max-duration",
      paramLabel = "SECONDS",
      defaultValue = "4000",
      description = "Watching that counts for one person (default: ${DEFAULT-VALUE}).")
  private long maximumDuration;

  @Option(
      names = "--epsilon",
      paramLabel = "E",
      defaultValue = "1.0",
      description = "Privacy parameter of the reach or count (default: ${DEFAULT-VALUE}).")
  private double epsilon;

  @Option(
      names = "--delta",
      paramLabel = "D",
      defaultValue = "1e-9",
      description = "Privacy parameter (default: ${DEFAULT-VALUE}).")
  private double delta;

  @Option(
      names = "--frequency-epsilon",
      paramLabel = "E",
      description = "Privacy parameter of the frequency histogram (default: that of --epsilon).")
  private Double frequencyEpsilon;

  @Option(
      names = "--sampling-start",
      paramLabel = "X",
      defaultValue = "0",
      description = "Where on the circle of people the sample begins (default: ${DEFAULT-VALUE}).")
  private double samplingStart;

  @Option(
      names = "--sampling-width",
      paramLabel = "W",
      defaultValue = "1",
      description = "Which part of the people is sampled (default: ${DEFAULT-VALUE}).")
  private double samplingWidth;

  @Option(
      names = "--noise",
      defaultValue = "GAUSSIAN",
      description =
          "${COMPLETION-CANDIDATES}; NONE only where every provider's policy allows it"
              + " (default: ${DEFAULT-VALUE}).")
  private Noise noise;

  @Option(
      names = "--population",
      paramLabel = "ID",
      defaultValue = "market",
      description = "The population whose VIDs count (default: ${DEFAULT-VALUE}).")
  private String population;

  @Option(
      names = "--expires-in",
      paramLabel = "TIME",
      defaultValue = "P7D",
      description = "When nobody shall work on it any more, such as P7D or PT2H.")
  private java.time.Duration expiresIn;

  @Option(names = "--title", paramLabel = "TEXT", defaultValue = "", description = "For people.")
  private String title;

  String population() {
    return "populations/" + population;
  }

  NoiseMechanism noise() {
    return noise == Noise.NONE ? NoiseMechanism.NONE : NoiseMechanism.DISCRETE_GAUSSIAN;
  }

  /**
   * The order.
   *
   * @param name the Measurement's name
   * @param universe the population that the Kingdom knows under {@link #population()}
   */
  MeasurementOrder order(MeasurementName name, Population universe, Instant now) {
    MeasurementSpec.Builder question =
        MeasurementSpec.newBuilder()
            .setPopulation(universe.getName())
            .setPopulationSize(universe.getSize())
            .setPopulationSpecDigest(universe.getPopulationSpecDigest())
            .setVidSamplingInterval(sampling())
            .setExpireTime(timestamp(now.plus(expiresIn)));
    setType(question);
    return new MeasurementOrder(name, title, question.build(), noise(), parts());
  }

  private VidSamplingInterval sampling() {
    SamplingInterval interval = SamplingInterval.fromFraction(samplingStart, samplingWidth);
    return VidSamplingInterval.newBuilder()
        .setStart(interval.start())
        .setWidth(interval.width())
        .build();
  }

  private void setType(MeasurementSpec.Builder question) {
    DifferentialPrivacyParams params = privacy(epsilon);
    switch (type) {
      case REACH -> question.getReachBuilder().setPrivacyParams(params);
      case REACH_AND_FREQUENCY ->
          question
              .getReachAndFrequencyBuilder()
              .setReachPrivacyParams(params)
              .setFrequencyPrivacyParams(
                  privacy(frequencyEpsilon == null ? epsilon : frequencyEpsilon))
              .setMaximumFrequency(maximumFrequency);
      case IMPRESSIONS ->
          question
              .getImpressionCountBuilder()
              .setPrivacyParams(params)
              .setMaximumFrequencyPerUser(maximumFrequency);
      case WATCH_DURATION ->
          question
              .getWatchDurationBuilder()
              .setPrivacyParams(params)
              .setMaximumWatchDurationPerUser(
                  Duration.newBuilder().setSeconds(maximumDuration));
      case POPULATION -> question.getPopulationCountBuilder();
    }
  }

  private DifferentialPrivacyParams privacy(double wantedEpsilon) {
    return DifferentialPrivacyParams.newBuilder()
        .setEpsilon(wantedEpsilon)
        .setDelta(delta)
        .build();
  }

  private List<MeasurementOrder.Part> parts() {
    if (type == Type.POPULATION) {
      String provider = PartyName.dataProvider(populationProvider).toString();
      return List.of(new MeasurementOrder.Part(provider, List.of(), filter));
    }
    if (eventGroups.isEmpty()) {
      throw DomainException.invalid(
          "--event-group", "is missing; see which there are: aureole parties event-groups");
    }
    Interval interval = interval();
    Map<String, List<RequisitionSpec.EventGroupEntry>> byProvider = new LinkedHashMap<>();
    for (String text : eventGroups) {
      EventGroupName group = eventGroup(text);
      byProvider
          .computeIfAbsent(group.parent().toString(), provider -> new ArrayList<>())
          .add(
              RequisitionSpec.EventGroupEntry.newBuilder()
                  .setEventGroup(group.toString())
                  .setCollectionInterval(interval)
                  .setFilter(filter)
                  .build());
    }
    return byProvider.entrySet().stream()
        .map(entry -> new MeasurementOrder.Part(entry.getKey(), entry.getValue(), ""))
        .toList();
  }

  private static EventGroupName eventGroup(String text) {
    if (text.startsWith("dataProviders/")) {
      return EventGroupName.parse(text);
    }
    String[] parts = text.split("/", -1);
    if (parts.length != 2) {
      throw DomainException.invalid(
          "--event-group", "'" + text + "' is not of the form EDP/GROUP, such as edp1/summer");
    }
    return new EventGroupName(parts[0], parts[1]);
  }

  private Interval interval() {
    Instant start = time("--from", from);
    Instant end = time("--to", to);
    if (!start.isBefore(end)) {
      throw DomainException.invalid("--to", "must be after --from");
    }
    return Interval.newBuilder()
        .setStartTime(timestamp(start))
        .setEndTime(timestamp(end))
        .build();
  }

  private static Instant time(String option, String text) {
    if (text == null) {
      throw DomainException.invalid(option, "is missing; give a day such as 2026-05-01");
    }
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw DomainException.invalid(
          option,
          "'" + text + "' is no day such as 2026-05-01 and no time such as 2026-05-01T06:00:00Z");
    }
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }
}
