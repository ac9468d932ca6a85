package org.aureole.local.cost;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.aureole.model.error.DomainException;

/**
 * What a market's parties use. Immutable.
 *
 * @param counted how and when it was counted, for people
 * @param deployment what Terraform makes of it
 * @param sweep what one call of every party's sweep makes a party use, with nothing to do
 * @param measurements what one Measurement makes each party of a role use that takes part, with no
 *     instance of a function running before
 * @param registerProcessorSeconds what each register of a ring costs a party of a role beyond that,
 *     in seconds of a job's processor; from {@code scripts/bench llv2}
 */
public record Usage(
    String counted,
    Deployment deployment,
    Map<CostRole, Map<Use, Double>> sweep,
    Map<Kind, Map<CostRole, Map<Use, Double>>> measurements,
    Map<CostRole, Double> registerProcessorSeconds) {
  private static final String USUAL = "usage.json";

  /**
   * What is deployed by default, as in {@code infra}.
   *
   * @param duchies in the market that was counted
   * @param dataProviders whom each Measurement of that market asked that asks several
   * @param sweepMinutes between two calls of a party's sweep, at least 1
   * @param sweepers how many parties' sweeps the counted Kingdom heard, its own among them
   * @param keyVersions in KMS, of a party after a year
   */
  public record Deployment(
      int duchies,
      int dataProviders,
      Machine function,
      Machine job,
      int sweepMinutes,
      int sweepers,
      Map<CostRole, Integer> keyVersions,
      Map<CostRole, Integer> alerts) {}

  /**
   * An instance of a function, or an execution of a job.
   *
   * @param processors above 0
   */
  public record Machine(double processors, double gib) {}

  /** What was counted for this program. */
  public static Usage usual() {
    return checked(DataFile.packed(USUAL), USUAL);
  }

  /**
   * What was counted elsewhere.
   *
   * @throws DomainException INVALID_ARGUMENT naming what is missing or negative
   */
  static Usage read(Path file) {
    return checked(DataFile.at(file), file.toString());
  }

  private static Usage checked(DataFile file, String name) {
    Usage usage = file.read(Usage.class);
    Deployment deployed = usage.deployment();
    if (deployed.sweepMinutes() < 1
        || deployed.sweepers() < 1
        || deployed.duchies() < 1
        || deployed.dataProviders() < 1
        || deployed.job().processors() == 0) {
      throw DomainException.invalid(
          name,
          "deployment.sweepMinutes, sweepers, duchies, dataProviders and job.processors must be"
              + " above 0");
    }
    return usage;
  }

  /** The same with what was counted anew. */
  public Usage recounted(
      String how,
      Map<CostRole, Map<Use, Double>> ofSweep,
      Map<Kind, Map<CostRole, Map<Use, Double>>> ofMeasurements) {
    return new Usage(how, deployment, ofSweep, ofMeasurements, registerProcessorSeconds);
  }

  /** Writes it as {@link #read} reads it. */
  public void write(Path file) throws IOException {
    Files.writeString(
        file, new GsonBuilder().setPrettyPrinting().create().toJson(this) + System.lineSeparator());
  }
}
