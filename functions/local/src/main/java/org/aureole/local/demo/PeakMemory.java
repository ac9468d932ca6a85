package org.aureole.local.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How much memory this process and the processes that it started held at most. */
final class PeakMemory {
  private static final long KIBIBYTE = 1024;

  private PeakMemory() {}

  /**
   * The peak resident set of this process and of those that descend from it, in bytes. Memory that
   * the database's processes share is counted once. Where the system tells none of that, what the
   * virtual machine has reserved.
   */
  static long bytes() {
    return status(ProcessHandle.current().pid())
        .map(own -> own.getOrDefault("VmHWM", 0L) + descendants())
        .orElseGet(PeakMemory::committed);
  }

  private static long descendants() {
    long own = 0;
    long shared = 0;
    try (Stream<ProcessHandle> processes = ProcessHandle.current().descendants()) {
      for (ProcessHandle process : processes.toList()) {
        Map<String, Long> status = status(process.pid()).orElse(Map.of());
        long sharedNow = status.getOrDefault("RssShmem", 0L);
        own += Math.max(0, status.getOrDefault("VmHWM", 0L) - sharedNow);
        shared = Math.max(shared, sharedNow);
      }
    }
    return own + shared;
  }

  /** The sizes in {@code /proc/PID/status}, in bytes; empty where there is no such file. */
  private static Optional<Map<String, Long>> status(long pid) {
    Path file = Path.of("/proc", Long.toString(pid), "status");
    try {
      Map<String, Long> sizes = new HashMap<>();
      for (String line : Files.readAllLines(file)) {
        String[] words = line.split("\\s+", -1);
        if (words.length == 3 && words[2].equals("kB")) {
          sizes.put(words[0].replace(":", ""), Long.parseLong(words[1]) * KIBIBYTE);
        }
      }
      return Optional.of(sizes);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static long committed() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    return memory.getHeapMemoryUsage().getCommitted()
        + memory.getNonHeapMemoryUsage().getCommitted();
  }
}
