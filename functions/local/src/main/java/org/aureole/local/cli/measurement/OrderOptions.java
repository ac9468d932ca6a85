package org.aureole.local.cli.measurement;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.cli.event.Filters;
import org.aureole.local.cli.session.TimeOptions;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.EventGroupName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.PopulationName;
import org.aureole.v1.Interval;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.Population;
import org.aureole.v1.RequisitionSpec;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that make an order: what is measured, and who is asked about which events. */
final class OrderOptions {
  /** The longest that the Kingdom takes. */
  private static final Duration LONGEST_EXPIRY = Duration.ofDays(90);

  @Mixin private QuestionOptions question;

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

  @Mixin private TimeOptions times;

  @Option(
      names = "--filter",
      paramLabel = "CEL",
      defaultValue = "",
      description =
          "Which events, or which people for POPULATION, such as"
              + " 'person.gender == Person.Gender.FEMALE && video_ad.viewed_fraction > 0.5'.")
  private String filter;

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
      description =
          "After how long nobody shall work on it any more, such as P7D or PT2H"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration expiresIn;

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What to call it, for people.")
  private String title;

  PopulationName population() {
    return new PopulationName(population);
  }

  /**
   * The order.
   *
   * @param name the Measurement's name
   * @param people the population that the Kingdom knows under {@link #population()}
   * @throws DomainException INVALID_ARGUMENT naming the option that is wrong
   */
  MeasurementOrder order(MeasurementName name, Population people, Instant now) {
    // The publishers check it themselves, but only once everything is signed and sent.
    Filters.compile(filter);
    MeasurementSpec spec =
        question
            .question()
            .setPopulation(people.getName())
            .setPopulationSize(people.getSize())
            .setPopulationSpecDigest(people.getPopulationSpecDigest())
            .setExpireTime(expiry(now))
            .build();
    return new MeasurementOrder(
        name,
        title,
        spec,
        question.noise(),
        parts(),
        question.toleratedColluders(),
        question.collusionResistant());
  }

  private Timestamp expiry(Instant now) {
    if (expiresIn.isNegative() || expiresIn.isZero()) {
      throw DomainException.invalid("--expires-in", "must be positive, such as P7D or PT2H");
    }
    if (expiresIn.compareTo(LONGEST_EXPIRY) > 0) {
      throw DomainException.invalid("--expires-in", "must be at most 90 days: P90D");
    }
    return timestamp(now.plus(expiresIn));
  }

  private List<MeasurementOrder.Part> parts() {
    if (question.type() == MeasurementType.POPULATION) {
      String provider = PartyName.dataProvider(populationProvider).toString();
      return List.of(new MeasurementOrder.Part(provider, List.of(), filter));
    }
    if (eventGroups.isEmpty()) {
      throw invalidGroup("is missing; see which there are: aureole parties event-groups");
    }
    Interval interval = interval();
    Map<String, List<RequisitionSpec.EventGroupEntry>> byProvider = new LinkedHashMap<>();
    Set<EventGroupName> known = new HashSet<>();
    for (String text : eventGroups) {
      EventGroupName group = eventGroup(text);
      if (!known.add(group)) {
        throw invalidGroup("names " + text + " twice");
      }
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
    try {
      if (text.startsWith("dataProviders/")) {
        return EventGroupName.parse(text);
      }
      String[] parts = text.split("/", -1);
      if (parts.length == 2) {
        return new EventGroupName(parts[0], parts[1]);
      }
    } catch (DomainException e) {
      throw invalidGroup("'" + text + "' is wrong: " + e.getMessage());
    }
    throw invalidGroup("'" + text + "' is not of the form EDP/GROUP, such as edp1/summer");
  }

  private static DomainException invalidGroup(String message) {
    return DomainException.invalid("--event-group", message);
  }

  private Interval interval() {
    return Interval.newBuilder()
        .setStartTime(timestamp(times.requireStart()))
        .setEndTime(timestamp(times.requireEnd()))
        .build();
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }
}
