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
import java.util.stream.Collectors;

/**
 * A command {@code gcloud} for people of a market on this machine: those of its commands that
 * {@code infra/README.md} names, for the projects of a {@link CloudMarket}. It is a script that
 * asks this server, and that its owner alone may read.
 */
final class Gcloud implements AutoCloseable {
  private static final int SECRET_BYTES = 16;

  /** What it knows, for people. */
  static final String HELP =
      """
      Stands in for Google's gcloud, in the market of this folder alone. It knows three commands:
        gcloud run jobs execute operator --project=ID --args=A,B --wait
            executes the operator's job of a party. What the job prints comes on standard output,
            its log on standard error. --args=help lists what the job does
        gcloud storage cp FILE gs://BUCKET/OBJECT
            drops a file into the bucket of a data provider
        gcloud auth print-identity-token --impersonate-service-account=EMAIL --audiences=URL
            prints a token of one of the people, operator@PARTY.example or campaigns@mc1.example
      Regions are not asked for. Logs are files: cloud/PARTY/*.log in the folder of the market.
      """;

  /**
   * What a command answers.
   *
   * @param status its exit code
   * @param output for standard output
   * @param errors for standard error
   */
  record Reply(int status, String output, String errors) {
    private static Reply of(String output) {
      return new Reply(0, output, "");
    }

    private static Reply refusal(int status, String message) {
      return new Reply(status, "", "gcloud (of this market): " + message + "\n");
    }

    /** As the script reads it. */
    private String text() {
      String lines = errors.lines().map(line -> line + "\n").collect(Collectors.joining());
      return status + "\n" + errors.lines().count() + "\n" + lines + output;
    }
  }

  /** What a command does. */
  interface Commands {
    /** A token of a service account that everybody may act as. */
    String identityToken(String account, String audience);

    /** Executes the operator's job. */
    Reply operate(String project, List<String> arguments);

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
        IFS= read -r lines <&3
        for ((line = 0; line < lines; line++)); do IFS= read -r text <&3; printf '%%s\\n' "$text" >&2; done
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
      Reply reply;
      try {
        reply =
            MessageDigest.isEqual(who, secret)
                ? execute(folder, arguments)
                : Reply.refusal(1, "who are you?");
      } catch (IllegalArgumentException e) {
        reply = Reply.refusal(2, e.getMessage());
      } catch (RuntimeException | IOException | AssertionError e) {
        reply = Reply.refusal(1, e.getMessage());
      }
      out.write(reply.text().getBytes(StandardCharsets.UTF_8));
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
  private Reply execute(Path folder, List<String> arguments) throws IOException {
    if (arguments.contains("--help")
        || arguments.contains("-h")
        || arguments.equals(List.of("help"))) {
      return Reply.of(HELP);
    }
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
      return Reply.of(
          commands.identityToken(
                  option(options, "--impersonate-service-account"), option(options, "--audiences"))
              + "\n");
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
        return Reply.of("Copied to " + words.get(3) + "\n");
      }
    }
    throw new IllegalArgumentException(
        "'" + command + "' is not known here; see gcloud --help for what is");
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
