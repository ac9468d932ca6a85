package org.aureole.local.cli.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.aureole.consumer.ConsumerIdentity;
import org.aureole.consumer.KingdomApi;
import org.aureole.consumer.MeasurementConsumer;
import org.aureole.local.issuer.TokenCommand;
import org.aureole.local.keys.LocalKeys;
import org.aureole.local.keys.MasterKey;
import org.aureole.local.market.Credentials;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketFolder;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.secret.PrivateFolder;
import org.aureole.local.trust.FolderPopulations;
import org.aureole.local.trust.FolderTrust;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.keys.KeyLifetimes;
import org.aureole.platform.keys.KeyPublication;
import org.aureole.platform.keys.StoredKeys;
import org.aureole.platform.trust.PeerTrust;

/**
 * What somebody outside the market's process has: where the parties listen, and the credentials,
 * keys and approved roots of those whom they act for. Thread-safe.
 */
public final class Session {
  private final MarketConfig config;
  private final MarketFolder folder;
  private final HttpClient http = ApiClient.newHttpClient();
  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();

  private Session(MarketConfig config, MarketFolder folder) {
    this.config = config;
    this.folder = folder;
  }

  /**
   * The market of a folder, whether it runs or not.
   *
   * @throws DomainException FAILED_PRECONDITION if there is none
   */
  public static Session open(Path folder) {
    return new Session(MarketConfig.read(folder), new MarketFolder(folder));
  }

  public MarketConfig config() {
    return config;
  }

  public MarketFolder folder() {
    return folder;
  }

  public InstantSource clock() {
    return clock;
  }

  public SecureRandom random() {
    return random;
  }

  /** The Kingdom, called as a party itself. */
  public ApiClient kingdom(PartyConfig self) {
    return client(config.kingdom(), self, self.subject());
  }

  /** A party, called by those who operate it. */
  public ApiClient operated(PartyConfig party) {
    return client(party, party, party.operatorSubject());
  }

  /** The Kingdom, called by the market operator. */
  public ApiClient marketOperator() {
    return operated(config.kingdom());
  }

  /** The Kingdom, called as a party itself, or by the market operator for the Kingdom. */
  public ApiClient kingdomFor(PartyConfig party) {
    return party.equals(config.kingdom()) ? marketOperator() : kingdom(party);
  }

  private ApiClient client(PartyConfig target, PartyConfig caller, String subject) {
    if (config.isElsewhere()) {
      return new ApiClient(
          target.url(), TokenCommand.read(folder.tokenCommand(caller.id()), clock), http);
    }
    Credentials credentials = Credentials.read(folder.credentials(caller.id()));
    return new ApiClient(
        target.url(), credentials.tokens(subject, config.issuerUrl(), http, clock), http);
  }

  /**
   * The private keys of a party, in its own folder.
   *
   * @throws DomainException FAILED_PRECONDITION if it has none there, saying where they are or how
   *     they are made
   */
  public StoredKeys keys(PartyConfig party) {
    if (config.isElsewhere() && party.role().isServer()) {
      throw DomainException.precondition(
          "the keys of "
              + party.id()
              + " are not here: of a market that runs elsewhere, each Duchy and data provider has"
              + " its keys in its own project, where its operator's job makes, publishes and"
              + " replaces them (join, publish-keys, rotate-keys)");
    }
    if (!Files.isDirectory(folder.keys(party.id()))) {
      throw DomainException.precondition(
          party.id()
              + " has no keys in this folder yet; "
              + (config.isElsewhere()
                  ? "first: aureole parties register --as " + party.id()
                  : "it gets them when the market starts again: aureole market up"));
    }
    return open(party);
  }

  private StoredKeys open(PartyConfig party) {
    return LocalKeys.open(
        folder.keys(party.id()),
        MasterKey.inFolder(folder.masterKey(party.id()), random),
        KeyLifetimes.DEFAULT,
        clock,
        random);
  }

  /**
   * Makes what keys a party has none of yet, in its own folder.
   *
   * @return its root certificate in DER
   */
  public byte[] createKeys(PartyConfig party) {
    try {
      PrivateFolder.create(folder.masterKey(party.id()).getParent());
      PrivateFolder.create(folder.keys(party.id()).getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folders for the keys of " + party.id(), e);
    }
    return open(party).create(party.displayName());
  }

  /** The roots that a measurement consumer approved. */
  public FolderTrust trust(PartyConfig consumer) {
    return new FolderTrust(folder.trustedRoots(consumer.id()));
  }

  /** The populations that a measurement consumer approved. */
  public FolderPopulations populations(PartyConfig consumer) {
    return new FolderPopulations(folder.approvedPopulations(consumer.id()));
  }

  /** The Kingdom's API as a measurement consumer calls it. */
  public KingdomApi consumerApi(PartyConfig consumer) {
    return new KingdomApi(kingdom(consumer));
  }

  /** A measurement consumer with its keys and its trust. */
  public MeasurementConsumer consumer(PartyConfig consumer) {
    StoredKeys keys = keys(consumer);
    ApiClient kingdom = kingdom(consumer);
    ConsumerIdentity identity =
        new ConsumerIdentity(
            consumer.name(),
            keys.signing(),
            KeyPublication.certificate(kingdom, consumer.name(), keys.signing()).getName(),
            keys.encryptionKey(),
            keys);
    return new MeasurementConsumer(
        identity, new KingdomApi(kingdom), new PeerTrust(trust(consumer), clock), random);
  }
}
