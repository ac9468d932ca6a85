package org.aureole.platform.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aureole.model.error.DomainException;

/**
 * The path of an endpoint in the style of Google's API improvement proposals, such as {@code
 * /v1/measurementConsumers/{mc}/measurements/{measurement}:cancel}: literal segments, variables
 * that fill a whole segment, and at most one custom verb at the end (AIP-136). Immutable.
 */
public final class PathTemplate {
  /** What a resource id looks like (AIP-122): at most 63 of a-z, 0-9 and -, no - in front. */
  public static final Pattern RESOURCE_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private static final Pattern VARIABLE = Pattern.compile("\\{([a-z][A-Za-z0-9]*)}");
  private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._-]+");

  private final String text;
  private final List<String> segments;
  private final String verb;

  private PathTemplate(String text, List<String> segments, String verb) {
    this.text = text;
    this.segments = segments;
    this.verb = verb;
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException when it is not one
   */
  public static PathTemplate of(String template) {
    if (!template.startsWith("/")) {
      throw new IllegalArgumentException("a path template starts with /: " + template);
    }
    int colon = template.indexOf(':', template.lastIndexOf('/'));
    String verb = colon < 0 ? "" : template.substring(colon + 1);
    String path = colon < 0 ? template : template.substring(0, colon);
    List<String> segments = split(path);
    List<String> seen = new ArrayList<>();
    for (String segment : segments) {
      Matcher variable = VARIABLE.matcher(segment);
      if (variable.matches()) {
        if (seen.contains(variable.group(1))) {
          throw new IllegalArgumentException("variable twice in path template " + template);
        }
        seen.add(variable.group(1));
      } else if (!LITERAL.matcher(segment).matches()) {
        throw new IllegalArgumentException("bad segment '" + segment + "' in " + template);
      }
    }
    if (colon >= 0 && !LITERAL.matcher(verb).matches()) {
      throw new IllegalArgumentException("bad verb '" + verb + "' in " + template);
    }
    return new PathTemplate(template, List.copyOf(segments), verb);
  }

  private static List<String> split(String path) {
    return Arrays.asList(path.substring(1).split("/", -1));
  }

  /**
   * Fits a raw path into this template, without judging the ids in it.
   *
   * @param rawPath a percent-encoded path
   * @return the raw text of each variable in order of appearance, or empty when the path is another
   */
  Optional<Map<String, String>> match(String rawPath) {
    if (!rawPath.startsWith("/")) {
      return Optional.empty();
    }
    int colon = rawPath.indexOf(':', rawPath.lastIndexOf('/'));
    String pathVerb = colon < 0 ? "" : rawPath.substring(colon + 1);
    if (!pathVerb.equals(verb)) {
      return Optional.empty();
    }
    List<String> parts = split(colon < 0 ? rawPath : rawPath.substring(0, colon));
    if (parts.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String segment = segments.get(i);
      if (segment.startsWith("{")) {
        variables.put(segment.substring(1, segment.length() - 1), parts.get(i));
      } else if (!segment.equals(parts.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  /**
   * Decodes and checks the variables of a match.
   *
   * @throws DomainException INVALID_ARGUMENT naming the variable that is not a resource id
   */
  static Map<String, String> checked(Map<String, String> rawVariables) {
    Map<String, String> checked = new LinkedHashMap<>();
    rawVariables.forEach((name, raw) -> checked.put(name, checkedId(name, raw)));
    return checked;
  }

  private static String checkedId(String name, String raw) {
    String id = PercentEncoding.decode(name, raw, false);
    if (!RESOURCE_ID.matcher(id).matches()) {
      throw DomainException.invalid(
          name,
          "the id in the path must be 1 to 63 characters of a-z, 0-9 and '-', and must not start"
              + " with '-'");
    }
    return id;
  }

  /** How many segments are literal: among templates that match, the most literal one counts. */
  long literals() {
    return segments.stream().filter(segment -> !segment.startsWith("{")).count();
  }

  /** The names of the variables, in order. */
  public List<String> variables() {
    return segments.stream()
        .filter(segment -> segment.startsWith("{"))
        .map(segment -> segment.substring(1, segment.length() - 1))
        .toList();
  }

  /**
   * The path for given ids.
   *
   * @param ids one id per variable, in order
   * @throws IllegalArgumentException when an id is missing or is none
   */
  public String expand(String... ids) {
    List<String> names = variables();
    if (names.size() != ids.length) {
      throw new IllegalArgumentException(text + " takes the ids " + names);
    }
    StringBuilder path = new StringBuilder();
    int next = 0;
    for (String segment : segments) {
      path.append('/');
      if (segment.startsWith("{")) {
        if (!RESOURCE_ID.matcher(ids[next]).matches()) {
          throw new IllegalArgumentException("not a resource id for " + segment + ": " + ids[next]);
        }
        path.append(ids[next++]);
      } else {
        path.append(segment);
      }
    }
    return path.append(verb.isEmpty() ? "" : ":" + verb).toString();
  }

  /** Whether both templates match the same paths. */
  boolean sameShape(PathTemplate other) {
    return shape().equals(other.shape());
  }

  private String shape() {
    return VARIABLE.matcher(text).replaceAll("{}");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathTemplate that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
