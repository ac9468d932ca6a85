package org.aureole.emulator.cloud;

import com.google.cloud.functions.HttpFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.aureole.local.function.FunctionHost;

/**
 * A process with the Functions Framework and one entry class, on loopback. It ends with the one
 * that started it.
 */
public final class FunctionMain {
  private FunctionMain() {}

  /**
   * @param arguments the simple name of the entry class, and a file that takes the port once the
   *     function listens
   */
  public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
    HttpFunction function =
        (HttpFunction)
            Class.forName("org.aureole.gcp.function." + arguments[0])
                .getDeclaredConstructor()
                .newInstance();
    FunctionHost host = FunctionHost.start(FunctionHost.ANY_PORT, function);
    Path port = Path.of(arguments[1]);
    Path draft = port.resolveSibling(port.getFileName() + ".new");
    Files.writeString(draft, Integer.toString(host.port()));
    Files.move(draft, port, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    int input = System.in.read();
    while (input >= 0) {
      input = System.in.read();
    }
    System.exit(0);
  }
}
