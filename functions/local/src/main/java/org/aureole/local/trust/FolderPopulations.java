package org.aureole.local.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PopulationName;
import org.aureole.v1.Population;

/**
 * The populations that a measurement consumer approved: one empty file for each in a folder, named
 * {@code {id}.{digest}}. A consumer signs the digest of a population, so it must not take it from
 * the Kingdom: whoever chooses the population chooses who is counted. Read anew each time.
 * Thread-safe.
 */
public final class FolderPopulations {
  private static final Pattern NAME = Pattern.compile("([a-z0-9-]+)\\.([0-9a-f]{64})");

  private final Path folder;

  /**
   * @param folder absent until the first population is approved
   */
  public FolderPopulations(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /** An approved population. */
  public record Approved(PopulationName name, Fingerprint digest) {}

  /** Whether nobody has decided about any population yet. */
  public boolean isUndecided() {
    return !Files.isDirectory(folder);
  }

  /** Approves a population; the same one again changes nothing. */
  public void approve(PopulationName name, Fingerprint digest) {
    try {
      Files.createDirectories(folder);
      Files.write(file(name, digest), new byte[0]);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /** No longer approves a population; NOT_FOUND if it was not approved. */
  public void withdraw(PopulationName name, Fingerprint digest) {
    try {
      if (!Files.deleteIfExists(file(name, digest))) {
        throw DomainException.notFound("the approval of " + name + " with digest " + digest);
      }
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /** Every approved population, by name. */
  public List<Approved> list() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().map(FolderPopulations::read).toList();
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /**
   * Checks a population that the Kingdom delivered.
   *
   * @throws DomainException FAILED_PRECONDITION with what to do if it is not approved
   */
  public void require(Population delivered) {
    PopulationName name = PopulationName.parse(delivered.getName());
    Fingerprint digest = Fingerprint.fromBytes(delivered.getPopulationSpecDigest().toByteArray());
    if (!list().contains(new Approved(name, digest))) {
      throw DomainException.precondition(
          name
              + " as the Kingdom has it, with digest "
              + digest
              + ", is not approved here; get the population's file from its publisher and run:"
              + " aureole populations approve FILE");
    }
  }

  private static Approved read(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      throw DomainException.precondition(
          file + " is no approved population; remove it, or approve the population by command");
    }
    return new Approved(new PopulationName(name.group(1)), Fingerprint.fromHex(name.group(2)));
  }

  private Path file(PopulationName name, Fingerprint digest) {
    return folder.resolve(name.population() + "." + digest.hex());
  }

  private DomainException unavailable(IOException e) {
    return DomainException.unavailable(
        "the approved populations in " + folder + " cannot be read or written: " + e.getMessage(),
        e);
  }
}
