package org.aureole.local.market;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.aureole.local.secret.PrivateFolder;
import org.aureole.model.error.DomainException;

/**
 * Where a local market keeps what it has. Each party has a folder of its own with its buckets and
 * keys; only the database server's folder is shared, with a database for each party.
 *
 * @param root the market's folder
 */
public record MarketFolder(Path root) {
  public MarketFolder {
    root = root.toAbsolutePath().normalize();
  }

  /**
   * Shuts the folder of a market that an earlier version made to other users of the machine.
   *
   * @throws DomainException FAILED_PRECONDITION if it belongs to somebody else
   */
  void tighten() {
    for (Path folder : List.of(root, postgres(), issuer(), storage(), parties(), masterKeys())) {
      try {
        PrivateFolder.tighten(folder);
      } catch (IOException e) {
        throw DomainException.precondition(
            folder
                + " is open to other users of this machine and cannot be shut ("
                + e.getMessage()
                + "); run the market as the owner of its folder");
      }
    }
  }

  Path postgres() {
    return root.resolve("postgres");
  }

  /** The OIDC issuer's signing key and the clients it knows. */
  Path issuer() {
    return root.resolve("issuer");
  }

  /** Signing key of upload URLs and names of announced objects. */
  Path storage() {
    return root.resolve("storage");
  }

  Path party(String id) {
    return parties().resolve(id);
  }

  private Path parties() {
    return root.resolve("parties");
  }

  public Path keys(String party) {
    return party(party).resolve("keys");
  }

  Path masterKeys() {
    return root.resolve("kms");
  }

  /** The folder of the key under which a party's keys lie encrypted: apart, as a KMS would be. */
  public Path masterKey(String party) {
    return masterKeys().resolve(party);
  }

  public Path bucket(String party, String bucket) {
    return party(party).resolve("buckets").resolve(bucket);
  }

  /** The roots that a party without a database approved: a measurement consumer. */
  public Path trustedRoots(String party) {
    return party(party).resolve("trusted-roots");
  }

  /** The populations that a measurement consumer approved. */
  public Path approvedPopulations(String party) {
    return party(party).resolve("approved-populations");
  }

  /** The command that gives tokens to people of a party elsewhere. */
  public Path tokenCommand(String party) {
    return party(party).resolve("token-command");
  }

  /** The client ids and secrets with which people call as this party. */
  public Path credentials(String party) {
    return party(party).resolve("credentials.json");
  }
}
