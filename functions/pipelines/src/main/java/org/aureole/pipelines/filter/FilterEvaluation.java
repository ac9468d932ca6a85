package org.aureole.pipelines.filter;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aureole.pipelines.template.EventRow;
import org.aureole.pipelines.template.FieldType;
import org.aureole.pipelines.template.TemplateField;

/**
 * Evaluates one filter on many rows. The answer is kept per distinct tuple of what the filter can
 * tell apart: of ordered values their place among the constants of the filter ({@link FieldCuts}),
 * of others the value itself. Up to 65,536 tuples are kept, then the memory starts afresh. For use
 * by one thread.
 */
public final class FilterEvaluation {
  private static final int SLOTS = 1 << 17;
  private static final int CAPACITY = SLOTS / 2;
  private static final long UNSET = Long.MIN_VALUE;
  private static final byte EMPTY = 0;
  private static final byte MATCHES = 1;
  private static final byte DIFFERS = 2;

  private final EventFilter filter;
  private final TemplateField[] fields;
  private final FieldCuts[] cuts;
  private final Map<String, Long> textIds = new HashMap<>();
  private final long[] key;
  private long[] keys = new long[0];
  private byte[] answers = new byte[0];
  private int used;

  FilterEvaluation(EventFilter filter, Map<TemplateField, FieldCuts> cuts) {
    this.filter = filter;
    List<TemplateField> looked = filter.fields();
    this.fields = looked.toArray(TemplateField[]::new);
    this.cuts = looked.stream().map(cuts::get).toArray(FieldCuts[]::new);
    this.key = new long[fields.length];
  }

  /** See {@link EventFilter#matches}. */
  public boolean matches(EventRow row) {
    if (fields.length == 0) {
      return true; // Only the empty filter looks at no field.
    }
    fillKey(row);
    if (answers.length == 0) {
      keys = new long[SLOTS * key.length];
      answers = new byte[SLOTS];
    }
    int slot = slotOf();
    if (answers[slot] == EMPTY) {
      slot = remember(slot, row);
    }
    return answers[slot] == MATCHES;
  }

  private void fillKey(EventRow row) {
    for (int i = 0; i < key.length; i++) {
      key[i] = keyOf(fields[i], cuts[i], row);
    }
  }

  private long keyOf(TemplateField field, FieldCuts fieldCuts, EventRow row) {
    int index = field.index();
    if (field.type() == FieldType.STRING) {
      return textIds.computeIfAbsent(row.text(index), text -> (long) textIds.size());
    }
    if (!row.isSet(index)) {
      return UNSET;
    }
    long raw = row.raw(index);
    return fieldCuts == null ? raw : fieldCuts.placeOf(raw);
  }

  private int slotOf() {
    long hash = 0;
    for (long part : key) {
      hash = (hash ^ part) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    int slot = (int) hash & (SLOTS - 1);
    while (answers[slot] != EMPTY && !holdsKey(slot)) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    return slot;
  }

  private boolean holdsKey(int slot) {
    int at = slot * key.length;
    for (int i = 0; i < key.length; i++) {
      if (keys[at + i] != key[i]) {
        return false;
      }
    }
    return true;
  }

  private int remember(int slot, EventRow row) {
    boolean matches = filter.matches(row);
    int target = slot;
    if (used == CAPACITY) {
      Arrays.fill(answers, EMPTY);
      textIds.clear();
      used = 0;
      fillKey(row);
      target = slotOf();
    }
    System.arraycopy(key, 0, keys, target * key.length, key.length);
    answers[target] = matches ? MATCHES : DIFFERS;
    used++;
    return target;
  }
}
