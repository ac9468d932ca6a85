package org.aureole.crypto.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a figure is compared with: the same work for everybody, done by the OpenSSL on the PATH, on
 * the same machine in the same run.
 */
enum Yardstick {
  /** One byte of AES-256 in counter mode. */
  AES_BYTE("openssl speed -evp aes-256-ctr, per byte", "-bytes", "16384", "-evp", "aes-256-ctr") {
    @Override
    double nanos(String[] fields) {
      return 1e9 / Double.parseDouble(fields[3]);
    }
  },
  /** One variable-base multiplication on P-256. */
  P256_MULTIPLICATION("openssl speed ecdhp256, per multiplication", "ecdhp256") {
    @Override
    double nanos(String[] fields) {
      return 1e9 / Double.parseDouble(fields[3]);
    }
  };

  private static final int RUNS = 3;

  private final String title;
  private final ImmutableList<String> arguments;

  Yardstick(String title, String... arguments) {
    this.title = title;
    this.arguments = ImmutableList.copyOf(arguments);
  }

  String title() {
    return title;
  }

  /** Nanoseconds, out of the last line that {@code openssl speed -mr} prints. */
  abstract double nanos(String[] fields);

  /** Nanoseconds of one unit, the best of three runs of a second; empty without an OpenSSL. */
  OptionalDouble measure() {
    double best = Double.POSITIVE_INFINITY;
    for (int run = 0; run < RUNS; run++) {
      try {
        best = Math.min(best, measureOnce());
      } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
        return OptionalDouble.empty();
      }
    }
    return OptionalDouble.of(best);
  }

  private double measureOnce() throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl", "speed", "-mr"));
    command.addAll(List.of("-seconds", "1"));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String last =
        Arrays.stream(output.split("\n"))
            .filter(line -> line.startsWith("+F"))
            .reduce("", (before, line) -> line);
    return nanos(last.split(":"));
  }
}
