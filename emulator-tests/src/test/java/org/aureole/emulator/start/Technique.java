package org.aureole.emulator.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What may make a start faster. */
enum Technique {
  /** As the Terraform deploys functions. */
  DEPLOYED("as deployed", 17, "", ""),
  /**
   * And with the classes of an earlier run, mapped instead of parsed: in an image of one's own, as
   * Google's builder leaves no place for it.
   */
  SHARED_CLASSES(
      "with class-data sharing", 17, "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile="),
  /** The same with classes that are linked already (JEP 483 and 514): in an image of one's own. */
  AHEAD_OF_TIME("with an ahead-of-time cache", 25, "-XX:AOTCacheOutput=", "-XX:AOTCache=");

  private static final Path MODULE = Path.of("infra", "modules", "gcp-function", "main.tf");

  /** With the memory of a function. */
  static final List<String> JVM = Stream.concat(Stream.of("-XX:MaxRAM=1g"), deployed()).toList();

  private final String title;
  private final int release;
  private final String training;
  private final String use;

  /**
   * @param release the first of Java that has it
   * @param training the option of a run that leaves an archive
   * @param use the option of those that begin with it
   */
  Technique(String title, int release, String training, String use) {
    this.title = title;
    this.release = release;
    this.training = training;
    this.use = use;
  }

  /** The options of the Terraform module, of the repository that this runs in. */
  private static Stream<String> deployed() {
    try (Stream<String> lines = Files.lines(MODULE)) {
      List<String> options =
          lines
              .map(Pattern.compile("^ *\"(-[^\"]+)\"")::matcher)
              .filter(Matcher::find)
              .map(matcher -> matcher.group(1))
              // Here a misspelt one is to be seen.
              .filter(option -> !option.endsWith("IgnoreUnrecognizedVMOptions"))
              .toList();
      if (options.isEmpty()) {
        throw new IllegalStateException(MODULE + " gives functions no options of Java");
      }
      return options.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of them that this virtual machine has. */
  static List<Technique> available() {
    return Stream.of(values())
        .filter(technique -> technique.release <= Runtime.version().feature())
        .toList();
  }

  String title() {
    return title;
  }

  /** Whether it needs an archive, which a run before leaves. */
  boolean trained() {
    return !training.isEmpty();
  }

  /** The options of a run that leaves an archive. */
  List<String> training(Path archive) {
    return with(training + archive);
  }

  /** The options of the virtual machine. */
  List<String> options(Path archive) {
    return trained() ? with(use + archive) : JVM;
  }

  private static List<String> with(String option) {
    return Stream.concat(JVM.stream(), Stream.of(option)).toList();
  }
}
