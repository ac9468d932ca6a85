package org.aureole.local.cli.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.EventGroupName;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.EventFile;
import org.aureole.v1.EventGroup;
import org.aureole.v1.ListEventFilesResponse;

/** Follows files that were put into a data provider's bucket. For use by one thread. */
public final class UploadedFiles {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int PAGE = 500;

  private final Session session;
  private final PartyConfig provider;
  private final ApiClient operated;
  private final Map<String, Long> sizes = new LinkedHashMap<>();
  private final Instant start;

  /** Made before the first file is put there. */
  public UploadedFiles(Session session, PartyConfig provider) {
    this.session = session;
    this.provider = provider;
    this.operated = session.operated(provider);
    this.start = session.clock().instant();
  }

  /** Adds a file that is in the bucket now. */
  public void add(String object, long sizeBytes) {
    sizes.put(object, sizeBytes);
  }

  /**
   * Waits until the provider has read every file and its event groups are at the Kingdom.
   *
   * @throws DomainException EVENT_FILE_INVALID if a file cannot be used; UNAVAILABLE if it takes
   *     longer
   */
  public List<EventFile> await(Duration atMost) {
    List<EventFile> files = awaitRead(atMost);
    for (EventFile file : files) {
      awaitGroup(file, atMost);
    }
    return files;
  }

  private List<EventFile> awaitRead(Duration atMost) {
    while (true) {
      Map<String, EventFile> known = new HashMap<>();
      list(operated).forEach(file -> known.put(file.getObject(), file));
      List<EventFile> read = new ArrayList<>();
      for (Map.Entry<String, Long> wanted : sizes.entrySet()) {
        EventFile file = known.get(wanted.getKey());
        if (file != null && isThatVersion(file, wanted.getValue())) {
          requireUsable(file);
          read.add(file);
        }
      }
      if (read.size() == sizes.size()) {
        return read;
      }
      pause(atMost, provider.id() + " has read " + read.size() + " of " + sizes.size() + " files");
    }
  }

  private boolean isThatVersion(EventFile file, long size) {
    boolean failedEarly = !file.getError().isEmpty() && file.getSizeBytes() == 0;
    return (file.getSizeBytes() == size || failedEarly)
        && !Labels.instant(file.getInspectTime()).isBefore(start);
  }

  private static void requireUsable(EventFile file) {
    if (!file.getError().isEmpty()) {
      throw DomainException.of(ErrorCode.EVENT_FILE_INVALID, file.getError());
    }
  }

  private void awaitGroup(EventFile file, Duration atMost) {
    EventGroupName name = new EventGroupName(provider.id(), Labels.id(file.getEventGroup()));
    ApiClient kingdom = session.kingdom(provider);
    while (!covers(kingdom, name, file)) {
      pause(atMost, name + " is not at the Kingdom with all of its events");
    }
  }

  private static boolean covers(ApiClient kingdom, EventGroupName name, EventFile file) {
    try {
      EventGroup group =
          kingdom.call(HttpMethod.GET, "/v1/" + name, EventGroup.getDefaultInstance());
      return !Labels.instant(group.getDataAvailabilityInterval().getStartTime())
              .isAfter(Labels.instant(file.getEventInterval().getStartTime()))
          && !Labels.instant(group.getDataAvailabilityInterval().getEndTime())
              .isBefore(Labels.instant(file.getEventInterval().getEndTime()));
    } catch (DomainException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /** Every file that a data provider knows, good and bad, in order of names. */
  static List<EventFile> list(ApiClient operated) {
    List<EventFile> files = new ArrayList<>();
    String token = "";
    do {
      ListEventFilesResponse page =
          operated.call(
              HttpMethod.GET,
              "/v1/eventFiles?"
                  + ApiClient.query("pageSize", "" + PAGE)
                  + (token.isEmpty() ? "" : "&" + ApiClient.query("pageToken", token)),
              ListEventFilesResponse.getDefaultInstance());
      files.addAll(page.getEventFilesList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return files;
  }

  private void pause(Duration atMost, String now) {
    if (session.clock().instant().isAfter(start.plus(atMost))) {
      throw DomainException.unavailable(
          "after " + atMost.toSeconds() + " s " + now + "; the files stay where they are", null);
    }
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.of(ErrorCode.INTERNAL, "interrupted while waiting", e);
    }
  }
}
