package org.aureole.emulator.start;

import com.google.cloud.functions.invoker.runner.Invoker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.aureole.emulator.cloud.FunctionMain;
import org.aureole.local.function.FunctionHost;
import org.aureole.local.function.HostedFunction;

/**
 * A deployable archive, unpacked as Google's builder unpacks it, with the Functions Framework
 * beside it.
 *
 * @param size in bytes, packed
 * @param classPath all of it, in jars
 */
record FunctionArchive(long size, String classPath) {
  /**
   * @param zip the archive
   * @param folder takes what is in it
   */
  static FunctionArchive unpack(Path zip, Path folder) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      Enumeration<? extends ZipEntry> entries = file.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        Path target = folder.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(target);
          continue;
        }
        Files.createDirectories(target.getParent());
        try (InputStream in = file.getInputStream(entry)) {
          Files.copy(in, target);
        }
      }
    }
    String classPath =
        String.join(
            ":",
            host(folder.resolve("host.jar")).toString(),
            place(Invoker.class).toString(),
            folder.resolve("aureole.jar").toString());
    return new FunctionArchive(Files.size(zip), classPath);
  }

  /** What lets the framework listen on loopback alone; a jar, as archives of classes want jars. */
  private static Path host(Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream classes = new JarOutputStream(out)) {
      for (Class<?> one : List.of(FunctionMain.class, FunctionHost.class, HostedFunction.class)) {
        String name = one.getName().replace('.', '/') + ".class";
        classes.putNextEntry(new ZipEntry(name));
        try (InputStream in = one.getClassLoader().getResourceAsStream(name)) {
          in.transferTo(classes);
        }
        classes.closeEntry();
      }
    }
    return jar;
  }

  private static Path place(Class<?> one) {
    return Path.of(URI.create(one.getProtectionDomain().getCodeSource().getLocation().toString()));
  }
}
