package org.aureole.pipelines.filter;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.aureole.pipelines.template.FieldType;
import org.aureole.pipelines.template.TemplateField;

/**
 * The constants that a filter compares one ordered field with. What the filter says of a value
 * depends only on whether the value is below, equal to or above each of them, so the value may be
 * replaced by its place among them. Immutable.
 */
final class FieldCuts {
  private static final long LARGEST_EXACT = 1L << 53;

  private final FieldType type;
  private final long[] cuts;

  private FieldCuts(FieldType type, long[] cuts) {
    this.type = type;
    this.cuts = cuts;
  }

  /**
   * The cuts of a field; empty if the field is not ordered, or is compared with a constant of
   * another type.
   *
   * @param constants values as CEL evaluates them
   */
  static Optional<FieldCuts> of(TemplateField field, List<Object> constants) {
    switch (field.type()) {
      case BOOL, ENUM, STRING -> {
        return Optional.empty();
      }
      default -> {}
    }
    // The default is a cut too, since has() asks whether a number differs from it.
    long[] cuts = new long[constants.size() + 1];
    for (int i = 0; i < constants.size(); i++) {
      Optional<Long> cut = cut(field.type(), constants.get(i));
      if (cut.isEmpty()) {
        return Optional.empty();
      }
      cuts[i] = cut.get();
    }
    return Optional.of(
        new FieldCuts(field.type(), Arrays.stream(cuts).sorted().distinct().toArray()));
  }

  private static Optional<Long> cut(FieldType type, Object constant) {
    return switch (type) {
      case FLOAT, DOUBLE -> asDouble(constant).map(value -> sortable(FieldType.rawOf(value)));
      case INT32, INT64 -> constant instanceof Long value ? Optional.of(value) : Optional.empty();
      case DURATION -> durationNanos(constant);
      case TIMESTAMP -> timestampNanos(constant);
      case BOOL, ENUM, STRING -> Optional.empty();
    };
  }

  private static Optional<Double> asDouble(Object constant) {
    if (constant instanceof Double value && !value.isNaN()) {
      return Optional.of(value);
    }
    boolean exact = constant instanceof Long value && Math.abs(value) <= LARGEST_EXACT;
    return exact ? Optional.of((double) (long) constant) : Optional.empty();
  }

  private static Optional<Long> durationNanos(Object constant) {
    try {
      if (constant instanceof com.google.protobuf.Duration proto) {
        return Optional.of(Duration.ofSeconds(proto.getSeconds(), proto.getNanos()).toNanos());
      }
      return constant instanceof Duration value ? Optional.of(value.toNanos()) : Optional.empty();
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> timestampNanos(Object constant) {
    Optional<Instant> instant =
        constant instanceof Timestamp proto
            ? Optional.of(Instant.ofEpochSecond(proto.getSeconds(), proto.getNanos()))
            : Optional.of(constant).filter(Instant.class::isInstance).map(Instant.class::cast);
    try {
      return instant.map(value ->
          Math.addExact(
              Math.multiplyExact(value.getEpochSecond(), 1_000_000_000L), value.getNano()));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The place of a raw value: 2i + 1 where it equals the i-th cut, 2i where it lies below it. */
  long placeOf(long raw) {
    long ordered =
        switch (type) {
          case FLOAT, DOUBLE -> sortable(raw);
          case DURATION -> raw * 1_000_000;
          case TIMESTAMP -> raw * 1_000;
          default -> raw;
        };
    int found = Arrays.binarySearch(cuts, ordered);
    return found >= 0 ? 2L * found + 1 : 2L * (-found - 1);
  }

  /** Turns the bits of doubles into longs of the same order. */
  private static long sortable(long bits) {
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }
}
