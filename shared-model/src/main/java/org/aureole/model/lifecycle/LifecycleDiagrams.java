package org.aureole.model.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Draws every lifecycle as a Mermaid state diagram, from the table itself. */
public final class LifecycleDiagrams {
  private LifecycleDiagrams() {}

  /** The page with all diagrams, as it stands in {@code shared-model/lifecycles.md}. */
  public static String page() {
    return """
    # Lifecycles

    Drawn from the tables in `org.aureole.model.lifecycle.Lifecycles`; a test keeps this page and
    the tables equal. To draw it anew: `./mvnw -pl shared-model test -Dlifecycles.write=true`.

    """
        + Lifecycles.all().stream()
            .map(LifecycleDiagrams::section)
            .collect(Collectors.joining("\n"));
  }

  /** Writes {@link #page()}. */
  public static void write(Path file) throws IOException {
    Files.writeString(file, page());
  }

  private static <S extends Enum<S>> String section(Lifecycle<S> lifecycle) {
    StringBuilder out =
        new StringBuilder("## " + lifecycle.name() + "\n\n```mermaid\nstateDiagram-v2\n");
    for (S state : lifecycle.states()) {
      if (lifecycle.initial().contains(state)) {
        out.append("  [*] --> ").append(state).append('\n');
      }
    }
    for (S state : lifecycle.states()) {
      for (S next : lifecycle.successors(state)) {
        out.append("  ").append(state).append(" --> ").append(next).append('\n');
      }
      if (lifecycle.isTerminal(state)) {
        out.append("  ").append(state).append(" --> [*]\n");
      }
    }
    return out.append("```\n").toString();
  }
}
