package org.aureole.emulator.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * That nothing of a hundred libraries is lost or taken for another's where they are one jar. Reads
 * the archives as {@code mvn package} left them.
 */
@Tag("archives")
class DeployableArchiveTest {
  private static final String SERVICES = "META-INF/services/";
  private static final String LICENSES = "META-INF/licenses/";

  private static final Pattern LICENSE =
      Pattern.compile("META-INF/((LICENSE|NOTICE)[^/]*|[^/]*-(LICENSE|NOTICE))");

  /** What a jar has for itself, or of a newer Java than it says. */
  private static final Pattern OF_ONE_JAR =
      Pattern.compile("META-INF/.*|(.*/)?module-info\\.class|.*/");

  /** Of tests alone; it holds copies of other libraries. */
  private static final String INVOKER = "java-function-invoker";

  @TempDir private Path folder;

  private JarFile deployed(ColdParty party) throws IOException {
    Path place = ColdStart.ARCHIVES.resolve("aureole-" + party.id() + ".zip");
    Path built = Files.exists(place) ? place : Path.of("..").resolve(place);
    assertThat(built).as("what ./mvnw package -DskipTests -pl functions/gcp -am builds").exists();
    FunctionArchive.unpack(built, folder);
    return new JarFile(folder.resolve("aureole.jar").toFile());
  }

  /** Names of files, with the checksum of each. */
  private static Map<String, Long> files(ZipFile zip) {
    Map<String, Long> files = new HashMap<>();
    zip.stream()
        .filter(entry -> !entry.isDirectory())
        .forEach(entry -> files.put(entry.getName(), entry.getCrc()));
    return files;
  }

  /** Those that tests run with: what is deployed is what was tested. */
  private static List<Path> libraries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(path -> path.toString().endsWith(".jar") && !path.toString().contains(INVOKER))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void holdsItsFunctionsAndEveryProviderThatItsServicesName(ColdParty party) throws IOException {
    try (JarFile jar = deployed(party)) {
      assertThat(jar.isMultiRelease()).isTrue();
      assertThat(party.functions())
          .map(function -> "org/aureole/gcp/function/" + ColdParty.entry(function) + ".class")
          .allSatisfy(name -> assertThat(jar.getEntry(name)).as(name).isNotNull());
      List<String> lost = new ArrayList<>();
      int found = 0;
      for (ZipEntry entry : jar.stream().toList()) {
        if (!entry.getName().startsWith(SERVICES) || entry.isDirectory()) {
          continue;
        }
        try (InputStream in = jar.getInputStream(entry)) {
          String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          for (String line : text.split("\\R")) {
            String provider = line.replaceFirst("#.*", "").trim();
            if (provider.isEmpty()) {
              continue;
            }
            found++;
            if (jar.getEntry(provider.replace('.', '/') + ".class") == null) {
              lost.add(entry.getName() + ": " + provider);
            }
          }
        }
      }
      assertThat(lost).isEmpty();
      assertThat(found).isGreaterThan(40);
    }
  }

  @ParameterizedTest
  @EnumSource
  void holdsWholeLibrariesWithTheirLicences(ColdParty party) throws IOException {
    try (JarFile jar = deployed(party)) {
      Map<String, Long> all = files(jar);
      Set<Long> licenses = new HashSet<>();
      all.forEach((name, sum) -> {
        if (name.startsWith(LICENSES)) {
          licenses.add(sum);
        }
      });
      List<String> wrong = new ArrayList<>();
      int whole = 0;
      for (Path library : libraries()) {
        try (ZipFile zip = new ZipFile(library.toFile())) {
          Map<String, Long> own = files(zip);
          Set<String> names = new HashSet<>(own.keySet());
          names.removeIf(name -> OF_ONE_JAR.matcher(name).matches());
          if (names.stream().noneMatch(all::containsKey)) {
            continue;
          }
          whole++;
          own.keySet().stream()
              .filter(name ->
                  LICENSE.matcher(name).matches() && !licenses.contains(own.get(name))
                      || names.contains(name) && !own.get(name).equals(all.get(name)))
              .forEach(name -> wrong.add(library.getFileName() + ": " + name));
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(whole).isGreaterThan(100);
    }
  }
}
