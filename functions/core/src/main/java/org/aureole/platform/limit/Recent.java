package org.aureole.platform.limit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A bounded map that forgets what was not asked for longest. Thread-safe. */
public final class Recent<K, V> {
  private final Map<K, V> entries;

  /**
   * @param max how many keys are kept in mind, at least 1
   */
  public Recent(int max) {
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > max;
          }
        };
  }

  /** The value of a key, if it is kept in mind. */
  public synchronized Optional<V> find(K key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** Keeps a value in mind, in place of what there was. */
  public synchronized void put(K key, V value) {
    entries.put(key, value);
  }

  /** The value of a key, made where there is none. */
  public synchronized V get(K key, Function<K, V> make) {
    V value = entries.get(key);
    if (value == null) {
      value = make.apply(key);
      entries.put(key, value);
    }
    return value;
  }

  /** How many keys are kept in mind. */
  public synchronized int size() {
    return entries.size();
  }
}
