package org.aureole.local.cli.console;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.aureole.v1.Timeline;
import org.aureole.v1.TimelineEntry;

/**
 * The timeline of a Measurement as a table; times count from the first entry. What one party did at
 * one moment to several things alike is one row.
 */
public final class TimelineTable {
  private static final int LONGEST_NOTE = 100;

  /** Stands for the peer in a message, so that messages to several peers are alike. */
  private static final String PEER = "\0";

  private TimelineTable() {}

  /** What entries of one row have in common. */
  private record Happening(Instant time, String party, String kind, String state, String message) {}

  /** What sets them apart. */
  private record Details(Set<String> owners, Set<String> peers) {}

  public static Table of(Timeline timeline) {
    Map<Happening, Details> happenings = new LinkedHashMap<>();
    for (TimelineEntry entry : timeline.getEntriesList()) {
      Details details =
          happenings.computeIfAbsent(
              happening(entry), key -> new Details(new TreeSet<>(), new TreeSet<>()));
      details.owners().add(owner(entry.getResource()));
      details.peers().add(Labels.id(entry.getPeer()));
    }
    Table table = new Table().number("TIME").text("PARTY").text("WHAT").text("STATE").text("NOTE");
    Instant start =
        happenings.keySet().stream().map(Happening::time).findFirst().orElse(Instant.EPOCH);
    happenings.forEach((happening, details) ->
        table.row(
            Labels.offset(start, happening.time()),
            happening.party(),
            (happening.kind() + " " + String.join(", ", details.owners())).strip(),
            happening.state(),
            note(happening, details)));
    return table;
  }

  private static Happening happening(TimelineEntry entry) {
    return new Happening(
        Labels.instant(entry.getTime()),
        Labels.id(entry.getParty()),
        kind(entry.getResource()),
        entry.getToState(),
        message(entry));
  }

  /** The resource's collection in the singular. */
  private static String kind(String resource) {
    String[] parts = resource.split("/", -1);
    return parts.length < 2 ? resource : parts[parts.length - 2].replaceAll("s$", "");
  }

  /** Whose it is, where a Measurement has one for each of several parties. */
  private static String owner(String resource) {
    String[] parts = resource.split("/", -1);
    if (parts.length != 4) {
      return "";
    }
    return switch (parts[2]) {
      case "requisitions" -> parts[1];
      case "participants" -> parts[3];
      default -> "";
    };
  }

  private static String message(TimelineEntry entry) {
    String message = entry.getMessage();
    if (entry.getPeer().isEmpty()) {
      return message;
    }
    return message.contains(entry.getPeer())
        ? message.replace(entry.getPeer(), PEER)
        : message + " (" + PEER + ")";
  }

  private static String note(Happening happening, Details details) {
    String note = happening.message().replace(PEER, String.join(", ", details.peers()));
    return note.length() > LONGEST_NOTE ? note.substring(0, LONGEST_NOTE) + "..." : note;
  }
}
