package org.aureole.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aureole.platform.admission.Allowance;
import org.aureole.platform.admission.RateLimits;
import org.aureole.platform.limit.Rate;
import org.junit.jupiter.api.Test;

/**
 * What SECURITY.md says is so: every threat names tests that exist, or what else checks the
 * defence; limits are those of the code.
 */
class SecurityPageTest {
  private static final Path ROOT = Path.of("..");

  /** A test; or a script or a plugin of every build, where the build is what is defended. */
  private static final Pattern NAMED =
      Pattern.compile(
          "`([A-Za-z.]+(?:Test|Contract)|scripts/[a-z-]+|[a-z-]+-maven-plugin|maven-[a-z]+-plugin)`");

  private static List<String> rows(String heading) throws IOException {
    List<String> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(ROOT.resolve("SECURITY.md"))) {
      if (line.startsWith("## ")) {
        inside = line.equals("## " + heading);
      } else if (inside && line.startsWith("| ")) {
        rows.add(line);
      }
    }
    return rows.subList(1, rows.size());
  }

  private static List<String> testFiles() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .map(path -> ROOT.relativize(path).toString().replace('\\', '/'))
          .filter(path -> path.contains("src/test/java/") && path.endsWith(".java"))
          .toList();
    }
  }

  @Test
  void everyThreatIsShownByWhatExists() throws IOException {
    List<String> files = testFiles();
    List<String> threats = rows("Threats, defences, tests");
    assertThat(threats).hasSizeGreaterThan(20);
    for (String threat : threats) {
      String[] cells = threat.split("\\|", -1);
      assertThat(cells).as(threat).hasSize(5);
      List<String> named =
          NAMED.matcher(cells[3]).results().map((MatchResult found) -> found.group(1)).toList();
      assertThat(named).as(threat).isNotEmpty();
      assertThat(NAMED.matcher(cells[3]).replaceAll("")).as(threat).isBlank();
      for (String name : named) {
        assertThat(exists(name, files)).as(name).isTrue();
      }
    }
  }

  private static boolean exists(String name, List<String> testFiles) throws IOException {
    if (name.startsWith("scripts/")) {
      return Files.isExecutable(ROOT.resolve(name));
    }
    if (name.endsWith("-plugin")) {
      String pom = Files.readString(ROOT.resolve("pom.xml"));
      return pom.substring(pom.indexOf("</pluginManagement>"), pom.indexOf("<profiles>"))
          .contains("<artifactId>" + name + "</artifactId>");
    }
    String end = "/" + name.replace('.', '/') + ".java";
    return testFiles.stream().anyMatch(file -> file.endsWith(end));
  }

  @Test
  void theLimitsAreThoseOfTheCode() throws IOException {
    RateLimits usual = RateLimits.USUAL;
    List<String> rows = rows("Rate limits");
    assertThat(rows.get(0)).contains(shown(usual.consumers()));
    assertThat(rows.get(1)).contains(shown(usual.operators()));
    assertThat(rows.get(2)).contains(shown(usual.peers()));
    assertThat(rows.get(3)).contains(shown(usual.platform().perCaller()));
    assertThat(rows.get(3)).endsWith("| " + usual.platform().atOnce() + " |");
    assertThat(rows.get(4)).contains(shown(usual.strangers().perParty()));
    assertThat(rows.get(4)).endsWith("| " + usual.strangers().atOnce() + " |");
    assertThat(rows.get(5)).contains(shown(usual.unverified()));
  }

  private static String shown(Allowance allowance) {
    return shown(allowance.perCaller())
        + " | "
        + shown(allowance.perParty())
        + " | "
        + allowance.atOnce()
        + " |";
  }

  private static String shown(Rate rate) {
    String burst = rate.burst() < 10_000 ? "" + rate.burst() : "%,d".formatted(rate.burst());
    return (long) rate.perSecond() + "/s, burst " + burst;
  }

  @Test
  void theReadmeLeadsHere() throws IOException {
    assertThat(Files.readString(ROOT.resolve("README.md"))).contains("(SECURITY.md)");
  }
}
