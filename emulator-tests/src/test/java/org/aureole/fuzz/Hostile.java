package org.aureole.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * The rules under which anything that another party sent is handled: it is taken, or refused in the
 * documented way, within bounds of memory.
 */
final class Hostile {
  /** What one input may allocate whatever its length: tables, buffers, classes that are loaded. */
  static final long BASE_BYTES = 48L << 20;

  /** What each byte of input may allocate beyond that. */
  static final long BYTES_PER_BYTE = 4096;

  private static final Pattern CLASS_NAME =
      Pattern.compile(
          "\\b(?:java|javax|jdk|sun|org|com|dev|de|io|shaded|picocli)(?:\\.[a-z0-9_]+)+\\.[A-Z]\\w+"
              + "|\\b[A-Z]\\w*(?:Exception|Error)\\b");
  private static final ClassLoadingMXBean CLASSES = ManagementFactory.getClassLoadingMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Hostile() {}

  /**
   * Hands hostile input to the product.
   *
   * @param input all that the attacker chose
   * @param work what the product does with it
   * @return what it made of it; empty when it refused
   * @throws AssertionError when it was refused in a way that is not allowed, or took more memory
   *     than allowed
   */
  static <T> Optional<T> handed(byte[] input, Supplier<T> work) {
    long loaded = CLASSES.getTotalLoadedClassCount();
    long before = allocated();
    Optional<T> result = taken(input, work);
    long bytes = allocated() - before;
    if (isTooMuch(bytes, input.length) && CLASSES.getTotalLoadedClassCount() > loaded) {
      // To load and instrument a class takes memory too: look again, now that it is loaded.
      before = allocated();
      result = taken(input, work);
      bytes = allocated() - before;
    }
    if (isTooMuch(bytes, input.length)) {
      throw new AssertionError(
          "an input of " + input.length + " bytes made the product allocate " + bytes + " bytes");
    }
    return result;
  }

  private static <T> Optional<T> taken(byte[] input, Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (DomainException e) {
      checkRefusal(e, input);
      return Optional.empty();
    }
  }

  /** Checks that a refusal is one of a peer's input. */
  static void checkRefusal(DomainException refusal, byte[] input) {
    if (refusal.code().handling() != ErrorCode.Handling.REJECT) {
      throw new AssertionError(
          "refused as " + refusal.code() + ", which is no refusal: " + refusal.getMessage(),
          refusal);
    }
    checkText(refusal.getMessage(), input);
    refusal.field().ifPresent(field -> checkText(field, input));
  }

  /** Checks the text that somebody is shown, who may be the one who sent the input. */
  static void checkText(String text, byte[] input) {
    if (text.length() > DomainException.MAX_MESSAGE_CHARS) {
      throw new AssertionError("a text of " + text.length() + " characters: " + text);
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i)) && text.charAt(i) != '\n') {
        throw new AssertionError("the text holds a control character: " + text);
      }
    }
    Matcher names = CLASS_NAME.matcher(text);
    String given = null;
    while (names.find()) {
      given = given == null ? new String(input, StandardCharsets.ISO_8859_1) : given;
      // What the sender wrote itself, be it as the names of a path in JSON.
      if (!Arrays.stream(names.group().split("\\.")).allMatch(given::contains)) {
        throw new AssertionError("the text shows the class " + names.group() + ": " + text);
      }
    }
  }

  private static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  private static boolean isTooMuch(long bytes, int length) {
    return bytes > BASE_BYTES + BYTES_PER_BYTE * length;
  }
}
