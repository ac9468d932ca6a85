package org.aureole.pipelines.file;

/** Reads numbers from characters without making objects where it can. */
final class NumberText {
  private static final long LARGEST_EXACT = 1L << 53;
  private static final double[] POWERS_OF_TEN = new double[23];

  static {
    double power = 1;
    for (int i = 0; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = power;
      power *= 10;
    }
  }

  private NumberText() {}

  static long parseLong(char[] text, int from, int to, String expected)
      throws InvalidValueException {
    boolean negative = from < to && text[from] == '-';
    int first = negative ? from + 1 : from;
    if (first == to || to - first > 19) {
      throw new InvalidValueException(expected);
    }
    long value = 0;
    for (int i = first; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
        throw new InvalidValueException(expected);
      }
      value = value * 10 - digit;
    }
    if (!negative && value == Long.MIN_VALUE) {
      throw new InvalidValueException(expected);
    }
    return negative ? value : -value;
  }

  /**
   * Decimals of up to 53 bits and 22 fractional digits are one exact division away from the nearest
   * double (Clinger's fast path); the rest goes through the JDK.
   */
  static double parseDouble(char[] text, int from, int to, String expected)
      throws InvalidValueException {
    boolean negative = from < to && text[from] == '-';
    int fraction = -1;
    long digits = 0;
    int count = 0;
    for (int i = negative ? from + 1 : from; i < to; i++) {
      char c = text[i];
      if (c == '.' && fraction < 0) {
        fraction = 0;
        continue;
      }
      if (c < '0' || c > '9' || digits > LARGEST_EXACT / 10 - 1) {
        return parseSlowly(text, from, to, expected);
      }
      digits = digits * 10 + c - '0';
      count++;
      fraction += fraction >= 0 ? 1 : 0;
    }
    if (count == 0 || fraction >= POWERS_OF_TEN.length) {
      return parseSlowly(text, from, to, expected);
    }
    double value = fraction > 0 ? digits / POWERS_OF_TEN[fraction] : digits;
    return negative ? -value : value;
  }

  private static double parseSlowly(char[] text, int from, int to, String expected)
      throws InvalidValueException {
    double value;
    try {
      value = Double.parseDouble(new String(text, from, to - from));
    } catch (NumberFormatException e) {
      throw new InvalidValueException(expected);
    }
    if (!Double.isFinite(value)) {
      throw new InvalidValueException(expected);
    }
    return value;
  }
}
