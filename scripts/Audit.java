import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What scripts/audit runs: reads CycloneDX bills of materials and judges what stands there. */
final class Audit {
  /**
   * Licences under which this market may ship a library without asking anybody. Some libraries are
   * offered under one of these or under one that is not here, for choice (jffi and logback also under
   * the LGPL, jnr-posix also under the GPL): it is this one that we choose.
   */
  private static final Set<String> ACCEPTED =
      Set.of(
          "0BSD",
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "BSD-4-Clause",
          "Bouncy Castle Licence",
          "EPL-1.0",
          "EPL-2.0",
          "Go License",
          "MIT",
          // Ours is the second half of it.
          "(CDDL-1.0 OR GPL-2.0-with-classpath-exception)");

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int NOT_CHECKED = 3;
  private static final String GENERIC = "pkg:generic/";

  private record Library(String name, String version, String purl, List<String> licences) {
    /** One licence of several is enough: they are offered for choice. */
    boolean isAccepted() {
      return licences.stream().anyMatch(ACCEPTED::contains);
    }
  }

  private Audit() {}

  public static void main(String[] arguments) throws Exception {
    List<Library> libraries = read(arguments[0]);
    int width = libraries.stream().mapToInt(l -> l.name().length()).max().orElse(0);
    libraries.forEach(l ->
        System.out.printf(
            "%-" + width + "s  %-24s  %s%n", l.name(), shortened(l.version()), l.licences()));
    System.out.println();
    boolean failed = false;
    for (Library library : libraries) {
      if (!library.isAccepted()) {
        failed = true;
        System.out.println("LICENCE: " + library.name() + " is under " + library.licences());
      }
    }
    System.out.println(
        libraries.size() + " libraries; " + (failed ? "see above" : "every licence is accepted"));
    try {
      failed |= vulnerable(askable(libraries), URI.create(arguments[1] + "/v1/querybatch"));
    } catch (IOException e) {
      System.out.println(
          "NOT CHECKED for known vulnerabilities: "
              + arguments[1]
              + " could not be asked ("
              + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
              + ")");
      if (Boolean.parseBoolean(arguments[2])) {
        System.exit(NOT_CHECKED);
      }
    }
    System.exit(failed ? 1 : 0);
  }

  /** Those that OSV knows by their package URL; the others are named. */
  private static List<Library> askable(List<Library> libraries) {
    libraries.stream()
        .filter(library -> library.purl().startsWith(GENERIC))
        .forEach(
            library ->
                System.out.println(
                    "NOT CHECKED for known vulnerabilities: "
                        + library.name()
                        + " "
                        + library.version()
                        + ", which OSV does not know by that name; see its own advisories"));
    return libraries.stream().filter(library -> !library.purl().startsWith(GENERIC)).toList();
  }

  private static String shortened(String version) {
    return version.length() <= 24 ? version : version.substring(0, 23) + "…";
  }

  /** The libraries of others, each once, from bills of materials with commas between. */
  private static List<Library> read(String sboms) throws IOException {
    Set<Library> libraries = new LinkedHashSet<>();
    for (String sbom : sboms.split(",")) {
      read(Path.of(sbom), libraries);
    }
    return libraries.stream()
        .sorted(Comparator.comparing(Library::name).thenComparing(Library::version))
        .toList();
  }

  private static void read(Path sbom, Set<Library> libraries) throws IOException {
    JsonObject bom = JsonParser.parseString(Files.readString(sbom)).getAsJsonObject();
    for (JsonElement element : bom.getAsJsonArray("components")) {
      JsonObject component = element.getAsJsonObject();
      String group = component.get("group").getAsString();
      if (!group.equals("org.aureole")) {
        libraries.add(
            new Library(
                group + ":" + component.get("name").getAsString(),
                component.get("version").getAsString(),
                // Without type and classifier: a library and its native part are one.
                component.get("purl").getAsString().replaceFirst("\\?.*", ""),
                licences(component)));
      }
    }
  }

  private static List<String> licences(JsonObject component) {
    List<String> names = new ArrayList<>();
    if (component.has("licenses")) {
      for (JsonElement element : component.getAsJsonArray("licenses")) {
        JsonObject choice = element.getAsJsonObject();
        if (choice.has("expression")) {
          names.add(choice.get("expression").getAsString());
        } else {
          JsonObject licence = choice.getAsJsonObject("license");
          names.add(licence.get(licence.has("id") ? "id" : "name").getAsString());
        }
      }
    }
    return names;
  }

  /** Asks OSV (https://google.github.io/osv.dev/post-v1-querybatch/) about all at once. */
  private static boolean vulnerable(List<Library> libraries, URI url)
      throws IOException, InterruptedException {
    JsonArray queries = new JsonArray();
    for (Library library : libraries) {
      JsonObject about = new JsonObject();
      about.addProperty("purl", library.purl());
      JsonObject query = new JsonObject();
      query.add("package", about);
      queries.add(query);
    }
    JsonObject body = new JsonObject();
    body.add("queries", queries);
    HttpResponse<String> response =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .build()
            .send(
                HttpRequest.newBuilder(url)
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("HTTP status " + response.statusCode());
    }
    JsonArray results =
        JsonParser.parseString(response.body()).getAsJsonObject().getAsJsonArray("results");
    if (results.size() != libraries.size()) {
      throw new IOException("it answered " + results.size() + " of " + libraries.size());
    }
    boolean found = false;
    for (int i = 0; i < results.size(); i++) {
      JsonElement known = results.get(i).getAsJsonObject().get("vulns");
      if (known != null && !known.getAsJsonArray().isEmpty()) {
        found = true;
        String ids =
            known.getAsJsonArray().asList().stream()
                .map(v -> v.getAsJsonObject().get("id").getAsString())
                .collect(Collectors.joining(", "));
        Library library = libraries.get(i);
        System.out.println(
            "VULNERABLE: " + library.name() + " " + library.version() + ": " + ids);
      }
    }
    System.out.println(
        "Asked " + url.getHost() + ": " + (found ? "see above" : "nothing is known to be wrong"));
    return found;
  }
}
