package org.aureole.crypto.kernel;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The library of the native kernels, loaded once and at the first question for it.
 *
 * <p>A jar holds the library for the platform on which it was built, under {@code
 * org/aureole/native/<system>-<processor>/}, beside its SHA-256. It is extracted to a folder that
 * only the owner can enter, compared with that digest, loaded, asked for its version and for a
 * known answer, and deleted where the system allows that while it is in use. Where any of this
 * fails, one line is logged and Java computes. Thread-safe.
 *
 * <p>A digest that comes from the same jar guards against half-written and altered files, not
 * against an altered jar.
 */
public final class NativeLibrary {
  /** Raised with every change of a native function; the library says which version it is. */
  static final int VERSION = 1;

  private static final Logger LOGGER = LoggerFactory.getLogger(NativeLibrary.class);

  private NativeLibrary() {}

  /** What came of loading: an absent problem is a library that serves. */
  private record Outcome(Optional<String> problem) {
    private static final Outcome ONLY = decide();

    private static Outcome decide() {
      KernelChoice choice =
          KernelChoice.of(
              System.getProperty(
                  KernelChoice.PROPERTY, KernelChoice.AUTO.name().toLowerCase(Locale.ROOT)));
      if (choice == KernelChoice.JAVA) {
        return java(KernelChoice.PROPERTY + " is java");
      }
      try {
        load();
        LOGGER.info(
            "Kernels: native, {}, AES: {}, P-256: {}",
            platform(),
            aesPath(),
            curveIsThere() ? "libcrypto" : "Java");
        return new Outcome(Optional.empty());
      } catch (IOException | LinkageError | IllegalStateException e) {
        if (choice == KernelChoice.NATIVE) {
          throw new IllegalStateException(
              KernelChoice.PROPERTY + " is native, but " + e.getMessage(), e);
        }
        return java(e.getMessage());
      }
    }

    private static Outcome java(String problem) {
      LOGGER.info("Kernels: Java, because {}", problem);
      return new Outcome(Optional.of(problem));
    }
  }

  /**
   * Whether the native kernels serve; the first call loads them.
   *
   * @throws DomainException INVALID_ARGUMENT if the system property has no meaning
   */
  public static boolean isLoaded() {
    return Outcome.ONLY.problem.isEmpty();
  }

  /** Why the native kernels do not serve; empty if they do. */
  public static Optional<String> problem() {
    return Outcome.ONLY.problem;
  }

  /** Whether this processor has instructions for AES, without which Java is as fast. */
  public static boolean hasAesInstructions() {
    return isLoaded() && fastestAesPath() > 0;
  }

  /** Whether the native kernels for P-256 serve. */
  public static boolean hasCurve() {
    return isLoaded() && curveIsThere();
  }

  /**
   * Chooses how AES is computed from now on, for tests of every way.
   *
   * @param path 0 portable, 1 AES instructions, 2 vector instructions
   * @return false, without effect, if it is not to be had on this machine
   */
  public static boolean chooseAesPath(int path) {
    return isLoaded() && useAesPath(path);
  }

  /** Such as {@code linux-x86_64}: the name of the folder within the jar. */
  static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return (system.startsWith("mac") ? "macos" : system.replaceAll("[^a-z0-9]+", ""))
        + "-"
        + (processor.equals("amd64") ? "x86_64" : processor.replaceAll("[^a-z0-9_]+", ""));
  }

  private static void load() throws IOException {
    PackedLibrary.of(platform()).load();
    if (version() != VERSION) {
      throw new IllegalStateException(
          "the library is of version " + version() + " where " + VERSION + " is expected");
    }
    requireKnownAnswer();
  }

  /** NIST SP 800-38A, F.5.5 (CTR-AES256), first block. */
  private static void requireKnownAnswer() {
    byte[] seed =
        HexFormat.of()
            .parseHex(
                "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"
                    + "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    byte[] expected = HexFormat.of().parseHex("0bdf7df1591716335e9a8b15c860c502");
    byte[] actual = new byte[expected.length];
    expand(seed, 0, actual, 0, actual.length);
    if (!Arrays.equals(actual, expected)) {
      throw new IllegalStateException("the library computes AES wrongly on this processor");
    }
  }

  private static String aesPath() {
    return switch (fastestAesPath()) {
      case 0 -> "portable";
      case 1 -> "instructions";
      default -> "vector instructions";
    };
  }

  static native int version();

  /** The fastest way to compute AES here: 0 portable, 1 instructions, 2 vector instructions. */
  static native int fastestAesPath();

  /**
   * Whether the library was built with the work on P-256, which needs OpenSSL's static libcrypto.
   */
  private static native boolean curveIsThere();

  private static native boolean useAesPath(int path);

  /**
   * Bytes of the AES-256-CTR stream of a seed, from a position on.
   *
   * @param seed 48 bytes, key first
   */
  static native void expand(byte[] seed, long position, byte[] target, int offset, int length);
}
