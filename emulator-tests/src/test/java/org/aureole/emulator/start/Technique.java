package org.aureole.emulator.start;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What may make a start faster. */
enum Technique {
  /** As the Terraform deploys functions. */
  DEPLOYED("as deployed"),
  /**
   * And with the classes of an earlier run, mapped instead of parsed: in an image of one's own, as
   * Google's builder leaves no place for it.
   */
  SHARED_CLASSES("with class-data sharing");

  /** As in the Terraform module gcp-function; and the memory that a function of 1 GiB gives it. */
  static final List<String> JVM =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx700m");

  private final String title;

  Technique(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** The options of the virtual machine. */
  List<String> options(Path archive) {
    return this == DEPLOYED ? JVM : with("-XX:SharedArchiveFile=" + archive);
  }

  /** The options of a run that leaves such an archive. */
  static List<String> training(Path archive) {
    return with("-XX:ArchiveClassesAtExit=" + archive);
  }

  private static List<String> with(String option) {
    return Stream.concat(JVM.stream(), Stream.of(option)).toList();
  }
}
