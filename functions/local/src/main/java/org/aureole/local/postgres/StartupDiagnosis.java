package org.aureole.local.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/** Says in plain words why the embedded server does not start, and what would help. */
final class StartupDiagnosis {
  private static final int MAX_PORT = 65_535;

  private StartupDiagnosis() {}

  static void requireFree(int port) {
    if (port == EmbeddedPostgresServer.ANY_PORT) {
      return;
    }
    if (port < 1 || port > MAX_PORT) {
      throw DomainException.invalid("port", port + " is not a TCP port, 1 to " + MAX_PORT);
    }
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      probe.setReuseAddress(true);
    } catch (IOException e) {
      throw DomainException.precondition(
          "port "
              + port
              + " on 127.0.0.1 is taken ("
              + e.getMessage()
              + "); stop what uses it, or"
              + " choose another port");
    }
  }

  static DomainException explain(Path folder, Exception failure) {
    String advice =
        "root".equals(System.getProperty("user.name")) && !userNamespaces()
            ? "PostgreSQL does not run as root, and this machine allows no user namespaces"
                + " (unshare -U) to work round it: run as an ordinary user"
            : "its log lines above say more; is the disk full, or the folder damaged?";
    return DomainException.of(
        ErrorCode.FAILED_PRECONDITION,
        "the embedded PostgreSQL does not start on "
            + folder
            + " ("
            + failure.getMessage()
            + "): "
            + advice,
        failure);
  }

  private static boolean userNamespaces() {
    try {
      Process probe = new ProcessBuilder("unshare", "-U", "true").start();
      return probe.waitFor(5, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
