package org.aureole.local.cli.population;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.cli.console.FileErrors;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PopulationName;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.template.EventTemplates;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that name a population by what it is, and not by what a Kingdom says it is. */
final class PopulationChoice {
  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "The PopulationSpec in text form, as its publisher gave it to you.")
  private Path file;

  @Option(
      names = "--digest",
      paramLabel = "HEX",
      description = "The digest of the population, in place of its file.")
  private String digest;

  @Option(
      names = "--id",
      paramLabel = "ID",
      defaultValue = "market",
      description = "The population's id (default: ${DEFAULT-VALUE}).")
  private String id;

  PopulationName name() {
    return new PopulationName(id);
  }

  /**
   * @throws DomainException INVALID_ARGUMENT if neither file nor digest is given, or both
   */
  Fingerprint digest() {
    if ((file == null) == (digest == null)) {
      throw DomainException.invalid(
          "FILE", "is the population, or --digest names it; give one of the two");
    }
    return file == null ? Fingerprint.fromHex(digest) : ofFile();
  }

  private Fingerprint ofFile() {
    try {
      return Fingerprint.of(
          new PopulationSpecs(EventTemplates.AD_EVENT).parse(Files.readString(file)).toByteArray());
    } catch (IOException e) {
      throw DomainException.invalid("FILE", file + " cannot be read: " + FileErrors.reason(e));
    }
  }
}
