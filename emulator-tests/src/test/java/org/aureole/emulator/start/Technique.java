package org.aureole.emulator.start;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What may make a start faster. */
enum Technique {
  /** As the Terraform deploys functions. */
  DEPLOYED("as deployed"),
  /**
   * And with the classes of an earlier run, mapped instead of parsed: in an image, not in
   * functions.
   */
  SHARED_CLASSES("with class-data sharing");

  private final String title;

  Technique(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** The options of the virtual machine. */
  List<String> options(Path archive) {
    return this == DEPLOYED ? JVM : concat(JVM, "-XX:SharedArchiveFile=" + archive);
  }

  /** The options of a run that leaves such an archive. */
  static List<String> training(Path archive) {
    return concat(JVM, "-XX:ArchiveClassesAtExit=" + archive);
  }

  /** As in the Terraform module gcp-function; and the memory that a function of 1 GiB gives it. */
  private static final List<String> JVM =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx700m");

  private static List<String> concat(List<String> some, String more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }
}
