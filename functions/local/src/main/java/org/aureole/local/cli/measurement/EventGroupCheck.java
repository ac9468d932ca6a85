package org.aureole.local.cli.measurement;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.aureole.consumer.KingdomApi;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.cli.console.Labels;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.EventGroupName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.Pages;
import org.aureole.v1.DataAvailability;
import org.aureole.v1.EventGroup;
import org.aureole.v1.Interval;
import org.aureole.v1.ListEventGroupsResponse;
import org.aureole.v1.RequisitionSpec;

/**
 * What can be known of an order before it is given: whether its event groups exist, and whether
 * their publishers will first wait for events. What it says rests on what the Kingdom tells, so it
 * is a service to people and no guarantee.
 */
final class EventGroupCheck {
  private static final int PAGE = 50;
  private static final int MOST_NAMES = 10;

  /**
   * What the market knows of one data provider.
   *
   * @param groups the event groups that the consumer may measure
   * @param availability the times for which the provider says that it has its events
   */
  record Known(List<EventGroup> groups, DataAvailability availability) {}

  private EventGroupCheck() {}

  /**
   * One line for each event group whose publisher will wait before it answers.
   *
   * @throws DomainException INVALID_ARGUMENT naming an event group that does not exist
   */
  static List<String> warnings(KingdomApi kingdom, MeasurementOrder order) {
    return warnings(order, provider -> known(kingdom, provider));
  }

  static List<String> warnings(MeasurementOrder order, Function<PartyName, Known> market) {
    List<String> warnings = new ArrayList<>();
    for (MeasurementOrder.Part part : order.parts()) {
      if (part.eventGroups().isEmpty()) {
        continue;
      }
      Known known = market.apply(PartyName.parse(part.dataProvider()));
      Map<String, EventGroup> groups =
          known.groups().stream()
              .collect(Collectors.toMap(EventGroup::getName, group -> group, (one, same) -> one));
      for (RequisitionSpec.EventGroupEntry entry : part.eventGroups()) {
        EventGroup group = groups.get(entry.getEventGroup());
        if (group == null) {
          throw unknown(EventGroupName.parse(entry.getEventGroup()), known.groups());
        }
        missing(entry.getCollectionInterval(), known.availability())
            .map(missing -> warning(group, missing, order.question().getExpireTime()))
            .ifPresent(warnings::add);
      }
    }
    return warnings;
  }

  private static DomainException unknown(EventGroupName name, List<EventGroup> groups) {
    String provider = name.parent().id();
    List<String> ids = groups.stream().map(group -> Labels.id(group.getName())).toList();
    String others =
        ids.isEmpty()
            ? "it shows you none; see which there are: aureole parties event-groups"
            : "it shows you "
                + String.join(", ", ids.subList(0, Math.min(MOST_NAMES, ids.size())))
                + (ids.size() > MOST_NAMES ? ", ..." : "");
    return DomainException.invalid(
        "--event-group",
        provider
            + "/"
            + name.eventGroup()
            + " does not exist, or "
            + provider
            + " does not show it to you; "
            + others);
  }

  /**
   * The first part of what is asked that no interval covers, where no single one covers all of it:
   * the publisher's own rule.
   */
  private static Optional<Interval> missing(Interval asked, DataAvailability availability) {
    Instant start = Labels.instant(asked.getStartTime());
    Instant end = Labels.instant(asked.getEndTime());
    Instant covered = start;
    for (Interval interval : availability.getIntervalsList()) {
      Instant from = Labels.instant(interval.getStartTime());
      Instant to = Labels.instant(interval.getEndTime());
      if (from.isAfter(covered)) {
        return Optional.of(interval(covered, from.isBefore(end) ? from : end));
      }
      covered = to.isAfter(covered) ? to : covered;
      if (!covered.isBefore(end)) {
        return Optional.empty();
      }
    }
    return Optional.of(interval(covered, end));
  }

  private static Interval interval(Instant start, Instant end) {
    return Interval.newBuilder()
        .setStartTime(Timestamp.newBuilder().setSeconds(start.getEpochSecond()))
        .setEndTime(Timestamp.newBuilder().setSeconds(end.getEpochSecond()))
        .build();
  }

  private static String warning(EventGroup group, Interval missing, Timestamp expiry) {
    EventGroupName name = EventGroupName.parse(group.getName());
    return name.parent().id()
        + "/"
        + name.eventGroup()
        + " has events "
        + span(group.getDataAvailabilityInterval())
        + "; the publisher will wait until events "
        + span(missing)
        + " arrive, or until "
        + Labels.time(expiry);
  }

  private static String span(Interval interval) {
    String days = Labels.days(interval);
    return (days.contains(" to ") ? "from " : "of ") + days;
  }

  private static Known known(KingdomApi kingdom, PartyName provider) {
    try {
      List<EventGroup> groups = new ArrayList<>();
      Pages.each(
          token -> kingdom.eventGroups(provider, PAGE, token),
          ListEventGroupsResponse::getNextPageToken,
          page -> groups.addAll(page.getEventGroupsList()));
      return new Known(groups, kingdom.dataAvailability(provider));
    } catch (DomainException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return new Known(List.of(), DataAvailability.getDefaultInstance());
      }
      throw e;
    }
  }
}
