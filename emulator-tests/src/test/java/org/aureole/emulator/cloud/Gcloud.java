package org.aureole.emulator.cloud;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A command {@code gcloud} for people of a market on this machine: those of its commands that
 * {@code infra/README.md} names, for the projects of a {@link CloudMarket}. It is a script that
 * asks this server, and that its owner alone may read.
 */
final class Gcloud implements AutoCloseable {
  private static final int SECRET_BYTES = 16;

  /** What a command does. */
  interface Commands {
    /** A token of a service account that everybody may act as. */
    String identityToken(String account, String audience);

    /**
     * Executes the operator's job.
     *
     * @return what it printed
     */
    String operate(String project, List<String> arguments);

    /** Stores an object as those who may drop files there. */
    void copy(Path file, String bucket, String object) throws IOException;
  }

  private final Commands commands;
  private final Path script;
  private final byte[] secret;
  private final ServerSocket socket;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "gcloud");
        thread.setDaemon(true);
        return thread;
      });

  /**
   * @param folder takes the script
   */
  Gcloud(Path folder, Commands commands) throws IOException {
    this.commands = commands;
    byte[] drawn = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(drawn);
    String text = HexFormat.of().formatHex(drawn);
    this.secret = text.getBytes(StandardCharsets.US_ASCII);
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Files.createDirectories(folder);
    this.script = folder.resolve("gcloud").toAbsolutePath();
    Files.deleteIfExists(script);
    Files.createFile(
        script, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(
        script,
        """
        #!/usr/bin/env bash
        # Stands in for Google's gcloud, in the market of this folder alone.
        exec 3<>/dev/tcp/127.0.0.1/%d || exit 1
        printf '%%s\\0' %s "$PWD" "$@" '' >&3
        IFS= read -r status <&3
        cat <&3
        exit "$status"
        """
            .formatted(socket.getLocalPort(), text));
    threads.execute(this::serve);
  }

  /** The script. */
  Path script() {
    return script;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        Socket caller = socket.accept();
        threads.execute(() -> answer(caller));
      } catch (IOException e) {
        // Closed, or one that went away.
      }
    }
  }

  private void answer(Socket caller) {
    try (caller;
        InputStream in = caller.getInputStream();
        OutputStream out = caller.getOutputStream()) {
      byte[] who = read(in).getBytes(StandardCharsets.UTF_8);
      Path folder = Path.of(read(in));
      List<String> arguments = new ArrayList<>();
      for (String next = read(in); !next.isEmpty(); next = read(in)) {
        arguments.add(next);
      }
      String reply;
      try {
        reply =
            MessageDigest.isEqual(who, secret)
                ? "0\n" + execute(folder, arguments)
                : "1\nwho are you?\n";
      } catch (IllegalArgumentException e) {
        reply = "2\ngcloud (of this market): " + e.getMessage() + "\n";
      } catch (RuntimeException | IOException | AssertionError e) {
        reply = "1\ngcloud (of this market): " + e.getMessage() + "\n";
      }
      out.write(reply.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The caller is gone.
    }
  }

  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int next = in.read(); next > 0; next = in.read()) {
      bytes.write(next);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /**
   * @throws IllegalArgumentException for a command that this is no stand-in for
   */
  private String execute(Path folder, List<String> arguments) throws IOException {
    List<String> words = new ArrayList<>();
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("--")) {
        words.add(argument);
      } else if (argument.contains("=")) {
        int at = argument.indexOf('=');
        options.put(argument.substring(0, at), argument.substring(at + 1));
      } else if (argument.equals("--wait")) {
        options.put(argument, "");
      } else if (i + 1 < arguments.size()) {
        options.put(argument, arguments.get(++i));
      }
    }
    String command = String.join(" ", words);
    if (command.equals("auth print-identity-token")) {
      return commands.identityToken(
              option(options, "--impersonate-service-account"), option(options, "--audiences"))
          + "\n";
    }
    if (command.equals("run jobs execute operator")) {
      return commands.operate(
          option(options, "--project"), List.of(option(options, "--args").split(",")));
    }
    if (words.size() == 4
        && command.startsWith("storage cp ")
        && words.get(3).startsWith("gs://")) {
      String[] target = words.get(3).substring("gs://".length()).split("/", 2);
      if (target.length == 2 && !target[1].isEmpty()) {
        commands.copy(folder.resolve(words.get(2)), target[0], target[1]);
        return "Copied to " + words.get(3) + "\n";
      }
    }
    throw new IllegalArgumentException(
        "'"
            + command
            + "' is none of: auth print-identity-token --impersonate-service-account=EMAIL"
            + " --audiences=URL; run jobs execute operator --project=ID --args=A,B --wait; storage"
            + " cp FILE gs://BUCKET/OBJECT");
  }

  private static String option(Map<String, String> options, String name) {
    String value = options.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
