package org.aureole.crypto.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What scripts/bench runs: benchmarks by their names, each as a ratio to its yardstick. */
public final class Bench {
  private static final int WRONG_COMMAND_LINE = 2;
  private static final int JDK_THAT_WARNS_OF_NATIVE_CODE = 22;

  private final boolean json;
  private final String kernels;
  private final Map<Yardstick, OptionalDouble> yardsticks = new EnumMap<>(Yardstick.class);

  private Bench(boolean json, String kernels) {
    this.json = json;
    this.kernels = kernels;
  }

  public static void main(String[] arguments) throws RunnerException {
    boolean json = false;
    String kernels = "auto";
    List<Measured> chosen = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.equals("--json")) {
        json = true;
      } else if (argument.equals("--list")) {
        Measured.ALL.forEach(m -> System.out.printf("%-30s %s%n", m.name(), m.what()));
        return;
      } else if (argument.startsWith("--kernels=")) {
        kernels = argument.substring(argument.indexOf('=') + 1);
      } else {
        chosen.addAll(named(argument));
      }
    }
    new Bench(json, kernels).run(chosen.isEmpty() ? Measured.ALL : chosen);
  }

  private static List<Measured> named(String name) {
    List<Measured> named =
        Measured.ALL.stream()
            .filter(m -> m.name().equals(name) || m.name().startsWith(name + "."))
            .toList();
    if (named.isEmpty()) {
      System.err.println(
          "scripts/bench: there is no benchmark '" + name + "'; scripts/bench --list shows all");
      System.exit(WRONG_COMMAND_LINE);
    }
    return named;
  }

  private void run(List<Measured> chosen) throws RunnerException {
    if (!json) {
      System.out.printf(
          "%-30s %12s %10s %12s %9s%n", "BENCHMARK", "NS PER ITEM", "RATIO", "ITEMS", "PEAK MiB");
    }
    for (Measured measured : chosen) {
      yardsticks.computeIfAbsent(measured.yardstick(), this::measure);
      print(measured, measure(measured));
    }
    if (!json) {
      yardsticks.forEach((yardstick, nanos) ->
          nanos.ifPresent(n ->
              System.out.printf(Locale.ROOT, "Ratios are to %.4g ns: %s%n", n, yardstick.title())));
    }
  }

  private OptionalDouble measure(Yardstick yardstick) {
    OptionalDouble nanos = yardstick.measure();
    if (nanos.isEmpty()) {
      System.err.println(
          "scripts/bench: no ratios to \""
              + yardstick.title()
              + "\", for there is no openssl that says");
    }
    return nanos;
  }

  private RunResult measure(Measured measured) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(measured.method()) + "$")
            .forks(1)
            .warmupIterations(measured.warmups())
            .measurementIterations(measured.iterations())
            .measurementTime(TimeValue.seconds(1))
            .warmupTime(TimeValue.seconds(1))
            .jvmArgs(arguments(measured).toArray(String[]::new))
            .addProfiler(ProcessUse.class)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true);
    Collection<RunResult> results =
        new Runner(options.param("items", Integer.toString(measured.size())).build()).run();
    return results.iterator().next();
  }

  private List<String> arguments(Measured measured) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-Xmx" + measured.heapMebibytes() + "m",
                "-XX:+UseSerialGC",
                "-Dslf4j.internal.verbosity=ERROR",
                "-Daureole.kernels=" + kernels));
    if (Runtime.version().feature() >= JDK_THAT_WARNS_OF_NATIVE_CODE) {
      arguments.add("--enable-native-access=ALL-UNNAMED");
    }
    return arguments;
  }

  private void print(Measured measured, RunResult result) {
    // The best run: whatever else the machine does can only make one slower.
    double nanos = used(result, ProcessUse.PROCESSOR_TIME) / measured.items();
    long peak = (long) used(result, ProcessUse.PEAK_MEMORY);
    OptionalDouble yardstick = yardsticks.get(measured.yardstick());
    double ratio = yardstick.isPresent() ? nanos / yardstick.getAsDouble() : Double.NaN;
    if (json) {
      System.out.printf(
          Locale.ROOT,
          "{\"name\":\"%s\",\"nanosPerItem\":%.4g,\"ratio\":%s,\"yardstick\":\"%s\",\"items\":%d,"
              + "\"peakRssBytes\":%d}%n",
          measured.name(),
          nanos,
          yardstick.isPresent() ? String.format(Locale.ROOT, "%.4g", ratio) : "null",
          measured.yardstick().title(),
          measured.items(),
          peak);
    } else {
      System.out.printf(
          Locale.ROOT,
          "%-30s %12.3f %10s %,12d %9d%n",
          measured.name(),
          nanos,
          yardstick.isPresent() ? String.format(Locale.ROOT, "%.2f", ratio) : "-",
          measured.items(),
          peak >> 20);
    }
  }

  // JMH gives its results without saying of what.
  @SuppressWarnings("rawtypes")
  private static double used(RunResult result, String what) {
    return result.getSecondaryResults().entrySet().stream()
        .filter(e -> e.getKey().contains(what))
        .mapToDouble(e -> e.getValue().getScore())
        .findFirst()
        .orElse(0);
  }
}
