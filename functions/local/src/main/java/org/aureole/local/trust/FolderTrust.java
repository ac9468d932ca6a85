package org.aureole.local.trust;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aureole.crypto.consent.Certificates;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.TrustStore;
import org.aureole.local.secret.PrivateFolder;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PartyName;

/**
 * The root certificates that somebody without a database approved, such as a measurement consumer:
 * one DER file for each in a folder, named {@code {collection}.{id}.{fingerprint}.der}; and the
 * certificates that are refused whatever the Kingdom says of them: one text file for each, which
 * says why, named {@code {fingerprint}.distrusted}. A file that is named otherwise, or holds
 * another certificate than its name says, is refused and never skipped. Read anew each time.
 * Thread-safe.
 */
public final class FolderTrust implements Supplier<TrustStore> {
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z]+)\\.([a-z0-9-]+)\\.([0-9a-f]{64})\\.der");

  private static final Pattern DISTRUSTED = Pattern.compile("([0-9a-f]{64})\\.distrusted");

  private final Path folder;

  /**
   * @param folder absent until the first root is approved
   */
  public FolderTrust(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /**
   * An approved root.
   *
   * @param der the certificate
   */
  public record ApprovedRoot(PartyName party, Fingerprint fingerprint, ByteString der) {}

  /**
   * Trusts a root for a party; approving it again changes nothing.
   *
   * @param der the root certificate, got from the party itself and not only from the Kingdom
   * @throws DomainException CERTIFICATE_INVALID if it cannot be a root; ALREADY_EXISTS if another
   *     party has a root with the same key
   */
  public synchronized void approve(PartyName party, byte[] der) {
    Fingerprint fingerprint = Certificates.fingerprint(der);
    Map<String, List<byte[]>> roots = byParty(list());
    roots.computeIfAbsent(party.toString(), name -> new ArrayList<>()).add(der);
    TrustStore.of(roots, Set.of());
    try {
      PrivateFolder.create(folder);
      Path draft = folder.resolve("." + UUID.randomUUID());
      Files.write(draft, der);
      Files.move(draft, file(party, fingerprint), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /**
   * No longer trusts a root for a party. Repeating it changes nothing. The root may be approved
   * again, for that party or another; what is refused by {@link #distrust} stays refused.
   */
  public synchronized void remove(PartyName party, Fingerprint fingerprint) {
    try {
      Files.deleteIfExists(file(party, fingerprint));
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /**
   * Refuses a certificate from now on and for ever. Repeating it changes nothing.
   *
   * @param reason for a person: why
   */
  public synchronized void distrust(Fingerprint certificate, String reason) {
    Path file = folder.resolve(certificate.hex() + ".distrusted");
    if (Files.exists(file)) {
      return;
    }
    try {
      PrivateFolder.create(folder);
      Path draft = folder.resolve("." + UUID.randomUUID());
      Files.writeString(draft, reason);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /** Why each refused certificate is refused, in order of fingerprints. */
  public Map<Fingerprint, String> distrusted() {
    Map<Fingerprint, String> reasons = new LinkedHashMap<>();
    for (Path file : files(true)) {
      String fingerprint = name(file).substring(0, name(file).indexOf('.'));
      try {
        reasons.put(Fingerprint.fromHex(fingerprint), Files.readString(file));
      } catch (IOException e) {
        throw unavailable(e);
      }
    }
    return reasons;
  }

  /** Every approved root, by party. */
  public List<ApprovedRoot> list() {
    return files(false).stream().map(this::read).toList();
  }

  private List<Path> files(boolean distrusted) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !name(file).startsWith("."))
          .filter(file -> DISTRUSTED.matcher(name(file)).matches() == distrusted)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  @Override
  public TrustStore get() {
    return TrustStore.of(byParty(list()), distrusted().keySet());
  }

  private static Map<String, List<byte[]>> byParty(List<ApprovedRoot> roots) {
    Map<String, List<byte[]>> byParty = new LinkedHashMap<>();
    for (ApprovedRoot root : roots) {
      byParty
          .computeIfAbsent(root.party().toString(), name -> new ArrayList<>())
          .add(root.der().toByteArray());
    }
    return byParty;
  }

  private ApprovedRoot read(Path file) {
    Matcher name = NAME.matcher(name(file));
    if (!name.matches()) {
      throw DomainException.precondition(
          file + " is no approved root; remove it, or approve the root by command");
    }
    try {
      byte[] der = Files.readAllBytes(file);
      Fingerprint fingerprint = Certificates.fingerprint(der);
      if (!fingerprint.equals(Fingerprint.fromHex(name.group(3)))) {
        throw DomainException.precondition(
            file
                + " holds another certificate than its name says; remove it and approve the root"
                + " again");
      }
      return new ApprovedRoot(
          PartyName.parse(name.group(1) + "/" + name.group(2)),
          fingerprint,
          ByteString.copyFrom(der));
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  private Path file(PartyName party, Fingerprint fingerprint) {
    return folder.resolve(
        party.kind().collection() + "." + party.id() + "." + fingerprint.hex() + ".der");
  }

  private DomainException unavailable(IOException e) {
    return DomainException.unavailable(
        "the approved roots in " + folder + " cannot be read or written: " + e.getMessage(), e);
  }
}
