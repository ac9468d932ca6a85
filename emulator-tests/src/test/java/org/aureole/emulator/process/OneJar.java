package org.aureole.emulator.process;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The class path of this virtual machine in one jar, for processes of tests, which then need not
 * look for each class in a hundred and fifty of them.
 */
public final class OneJar {
  private static final String SERVICES = "META-INF/services/";

  /** What holds for single jars only; and how tests log, as these processes log as in a cloud. */
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "META-INF/(MANIFEST\\.MF|INDEX\\.LIST|[^/]+\\.(SF|RSA|DSA|EC))|module-info.*"
              + "|logback-test\\.xml");

  private final Set<String> seen = new HashSet<>();
  private final Map<String, ByteArrayOutputStream> services = new TreeMap<>();

  private OneJar() {}

  /**
   * Packs it. Of two files of one name the first on the class path is kept, as a class loader finds
   * it; lists of services are joined.
   */
  public static Path pack(Path jar) {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
    OneJar one = new OneJar();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(jar));
        JarOutputStream zip = new JarOutputStream(out, manifest)) {
      // Written once, and read by every process.
      zip.setLevel(1);
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        Path path = Path.of(entry);
        if (Files.isDirectory(path)) {
          one.addFolder(path, zip);
        } else if (Files.exists(path)) {
          one.addJar(path, zip);
        }
      }
      for (Map.Entry<String, ByteArrayOutputStream> service : one.services.entrySet()) {
        zip.putNextEntry(new ZipEntry(service.getKey()));
        zip.write(service.getValue().toByteArray());
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addFolder(Path folder, JarOutputStream zip) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
        try (InputStream in = Files.newInputStream(file)) {
          add(name, in, zip);
        }
      }
    }
  }

  private void addJar(Path jar, JarOutputStream zip) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.isDirectory()) {
          add(entry.getName(), in, zip);
        }
      }
    }
  }

  private void add(String name, InputStream in, JarOutputStream zip) throws IOException {
    if (LEFT_OUT.matcher(name).matches()) {
      return;
    }
    if (name.startsWith(SERVICES)) {
      ByteArrayOutputStream joined =
          services.computeIfAbsent(name, key -> new ByteArrayOutputStream());
      in.transferTo(joined);
      joined.write("\n".getBytes(StandardCharsets.UTF_8));
    } else if (seen.add(name)) {
      zip.putNextEntry(new ZipEntry(name));
      in.transferTo(zip);
      zip.closeEntry();
    }
  }
}
