package org.aureole.platform.work;

import java.util.regex.Pattern;

/**
 * Names a job: one kind of work on one resource. There is at most one job of a name.
 *
 * @param kind selects the {@link JobHandler}, such as {@code stage}
 * @param resource the resource name of what is worked on, such as {@code computations/abc}
 */
public record JobName(String kind, String resource) {
  private static final Pattern KIND = Pattern.compile("[a-z][a-zA-Z0-9-]{0,59}");
  private static final int MAX_RESOURCE = 600;

  public JobName {
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException(
          "job kind '" + kind + "': up to 60 letters, digits and '-', a lower-case letter first");
    }
    if (resource.isEmpty() || resource.length() > MAX_RESOURCE) {
      throw new IllegalArgumentException(
          "the resource of a "
              + kind
              + " job has "
              + resource.length()
              + " characters, must have 1 to "
              + MAX_RESOURCE);
    }
  }

  /** Reads what {@link #toString()} wrote. */
  public static JobName parse(String name) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("'" + name + "' is not a job name: kind/resource");
    }
    return new JobName(name.substring(0, slash), name.substring(slash + 1));
  }

  /** {@code kind/resource}. */
  @Override
  public String toString() {
    return kind + "/" + resource;
  }
}
