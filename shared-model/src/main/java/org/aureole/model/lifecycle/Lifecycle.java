package org.aureole.model.lifecycle;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The legal states and transitions of one kind of row, as data.
 *
 * <p>The store's transition method is the only writer of states, and asks this table. A terminal
 * state has no successor. Immutable and thread-safe.
 *
 * @param <S> the states
 */
public final class Lifecycle<S extends Enum<S>> {
  private final String name;
  private final Class<S> type;
  private final Set<S> initial;
  private final Map<S, Set<S>> successors;

  private Lifecycle(String name, Class<S> type, Set<S> initial, Map<S, Set<S>> successors) {
    this.name = name;
    this.type = type;
    this.initial = Collections.unmodifiableSet(initial);
    this.successors = successors;
  }

  /** Starts the table of a lifecycle called {@code name}. */
  public static <S extends Enum<S>> Builder<S> of(String name, Class<S> type) {
    return new Builder<>(name, type);
  }

  public String name() {
    return name;
  }

  /** Every state, in the order of its declaration. */
  public Set<S> states() {
    return Collections.unmodifiableSet(EnumSet.allOf(type));
  }

  /** The states in which a row may be created; never empty. */
  public Set<S> initial() {
    return initial;
  }

  /** The states that may follow {@code state}; empty for a terminal one. */
  public Set<S> successors(S state) {
    return successors.get(state);
  }

  public boolean allows(S from, S to) {
    return successors.get(from).contains(to);
  }

  public boolean isTerminal(S state) {
    return successors.get(state).isEmpty();
  }

  /** The state with that name. */
  public S parse(String state) {
    return Enum.valueOf(type, state);
  }

  /** Collects the table; {@link #build()} refuses one with an unreachable state. */
  public static final class Builder<S extends Enum<S>> {
    private final String name;
    private final Class<S> type;
    private final EnumSet<S> initial;
    private final EnumMap<S, EnumSet<S>> next;

    private Builder(String name, Class<S> type) {
      this.name = name;
      this.type = type;
      this.initial = EnumSet.noneOf(type);
      this.next = new EnumMap<>(type);
      for (S s : type.getEnumConstants()) {
        next.put(s, EnumSet.noneOf(type));
      }
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Builder<S> startsAs(S... states) {
      Collections.addAll(initial, states);
      return this;
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Builder<S> from(S state, S... to) {
      Collections.addAll(next.get(state), to);
      return this;
    }

    public Lifecycle<S> build() {
      EnumSet<S> reached = EnumSet.copyOf(initial);
      boolean grown = true;
      while (grown) {
        grown = false;
        for (S s : EnumSet.copyOf(reached)) {
          grown |= reached.addAll(next.get(s));
        }
      }
      if (reached.size() != type.getEnumConstants().length) {
        throw new IllegalStateException(
            name + " has states that nothing leads to: " + EnumSet.complementOf(reached));
      }
      EnumMap<S, Set<S>> table = new EnumMap<>(type);
      next.forEach((s, to) -> table.put(s, Collections.unmodifiableSet(to)));
      return new Lifecycle<>(name, type, initial, Collections.unmodifiableMap(table));
    }
  }
}
