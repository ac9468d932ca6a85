package org.aureole.edp.eventgroup;

import java.util.Locale;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/** Which event group a file belongs to. */
final class EventGroupIds {
  private static final int MAX_LENGTH = 63;

  private EventGroupIds() {}

  /**
   * The name that its provider gave to the group of a file: its first folder, or the file's own
   * name without its ending where it lies in none.
   */
  static String displayName(String object) {
    int slash = object.indexOf('/');
    if (slash >= 0) {
      return object.substring(0, slash);
    }
    int dot = object.lastIndexOf('.');
    return dot > 0 ? object.substring(0, dot) : object;
  }

  /**
   * The resource id of the group: its name in lower case, other characters than letters, digits and
   * hyphens turned into hyphens.
   *
   * @throws DomainException EVENT_FILE_INVALID if nothing of the name is left
   */
  static String of(String object) {
    String id =
        displayName(object)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-+", "");
    id = id.substring(0, Math.min(id.length(), MAX_LENGTH)).replaceAll("-+$", "");
    if (id.isEmpty()) {
      throw DomainException.of(
          ErrorCode.EVENT_FILE_INVALID,
          object
              + " names no event group; use letters or digits in the name of its first folder,"
              + " or of the file where it lies in none");
    }
    return id;
  }
}
