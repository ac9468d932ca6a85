package org.aureole.local.market;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aureole.local.secret.PrivateFolder;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.PopulationName;

/**
 * Who is in a market and where each one listens: the file {@code market.json} of the market's
 * folder. The ports stay the same over restarts, because other parties have the URLs signed. A
 * market that runs elsewhere is known by its Kingdom and by those whom somebody acts for from here.
 * Immutable.
 *
 * @param name the market's name, which manifests carry
 * @param issuerPort port of the OIDC issuer
 * @param storagePort port that takes uploads by signed URL
 * @param demandsResistance whether each measurement of several data providers must resist the
 *     collusion of all Duchies but one
 * @param parties the Kingdom first
 */
public record MarketConfig(
    String name,
    int issuerPort,
    int storagePort,
    boolean demandsResistance,
    List<PartyConfig> parties) {
  /** The population that a local market measures. */
  public static final PopulationName POPULATION = new PopulationName("market");

  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
  private static final String FILE = "market.json";

  public MarketConfig {
    parties = List.copyOf(parties);
  }

  /**
   * A Kingdom, three Duchies, event data providers, a population provider and a consumer, on free
   * ports.
   *
   * @param dataProviders how many event data providers, at least one
   */
  public static MarketConfig ofUsualParties(String name, int dataProviders) {
    FreePorts ports = new FreePorts();
    List<PartyConfig> parties = new ArrayList<>();
    parties.add(new PartyConfig("kingdom", PartyRole.KINGDOM, "Kingdom", ports.next(), false));
    parties.add(
        new PartyConfig("aggregator", PartyRole.AGGREGATOR, "Aggregator", ports.next(), false));
    parties.add(new PartyConfig("worker1", PartyRole.WORKER, "Worker 1", ports.next(), false));
    parties.add(new PartyConfig("worker2", PartyRole.WORKER, "Worker 2", ports.next(), false));
    for (int i = 1; i <= dataProviders; i++) {
      parties.add(
          new PartyConfig(
              "edp" + i, PartyRole.EVENT_DATA_PROVIDER, "Publisher " + i, ports.next(), false));
    }
    parties.add(
        new PartyConfig(
            "pdp1", PartyRole.POPULATION_DATA_PROVIDER, "Population", ports.next(), false));
    parties.add(new PartyConfig("mc1", PartyRole.MEASUREMENT_CONSUMER, "Advertiser 1", 0, false));
    MarketConfig config = new MarketConfig(name, ports.next(), ports.next(), false, parties);
    ports.release();
    return config;
  }

  /** A market that runs elsewhere, of which the Kingdom is known. */
  public static MarketConfig elsewhere(URI kingdom) {
    PartyConfig party =
        PartyConfig.elsewhere("kingdom", PartyRole.KINGDOM, "Kingdom", kingdom.toString());
    return new MarketConfig(kingdom.getHost(), 0, 0, false, List.of(party));
  }

  /** Whether its parties run elsewhere, and this folder is of those who act for some of them. */
  public boolean isElsewhere() {
    return kingdom().address() != null;
  }

  /**
   * The same market, for who is about to run it.
   *
   * @throws DomainException FAILED_PRECONDITION if it runs elsewhere
   */
  public MarketConfig requireHere() {
    if (isElsewhere()) {
      throw DomainException.precondition(
          "the market of this folder runs elsewhere, at "
              + kingdom().url()
              + "; choose another folder by --market for one on this machine");
    }
    return this;
  }

  /** The same market in which every data provider's policy allows noise NONE. */
  public MarketConfig acceptingUnnoised() {
    return new MarketConfig(
        name,
        issuerPort,
        storagePort,
        demandsResistance,
        parties.stream()
            .map(p -> new PartyConfig(p.id(), p.role(), p.displayName(), p.port(), true))
            .toList());
  }

  /** The same market, in which all Duchies but one may collude, whatever a consumer asks for. */
  public MarketConfig demandingResistance() {
    return new MarketConfig(name, issuerPort, storagePort, true, parties);
  }

  /**
   * The market of a folder.
   *
   * @throws DomainException FAILED_PRECONDITION if there is none, or its file is not readable
   */
  public static MarketConfig read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      throw DomainException.precondition(
          "there is no market in "
              + folder.toAbsolutePath().normalize()
              + "; start one with: aureole market up --market "
              + folder
              + ", or name another folder by --market or by the environment variable"
              + " AUREOLE_MARKET");
    }
    try {
      MarketConfig config = JSON.fromJson(Files.readString(file), MarketConfig.class);
      if (config == null || config.parties.isEmpty()) {
        throw new JsonParseException("it is empty");
      }
      return config;
    } catch (IOException | RuntimeException e) {
      throw DomainException.precondition(
          file
              + " cannot be read ("
              + e.getMessage()
              + "); restore it, or start a new market in"
              + " another folder");
    }
  }

  public static boolean exists(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }

  /** Writes the file of a folder, all of it or nothing. */
  public void write(Path folder) {
    try {
      PrivateFolder.create(folder);
      Path draft = folder.resolve(FILE + ".new");
      Files.writeString(draft, JSON.toJson(this));
      Files.move(
          draft,
          folder.resolve(FILE),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the market's file in " + folder, e);
    }
  }

  public URI issuerUrl() {
    return URI.create("http://127.0.0.1:" + issuerPort);
  }

  public PartyConfig kingdom() {
    return parties.get(0);
  }

  /**
   * The party with that id.
   *
   * @throws DomainException NOT_FOUND naming those that exist
   */
  public PartyConfig party(String id) {
    return find(id)
        .orElseThrow(() ->
            DomainException.of(
                ErrorCode.NOT_FOUND,
                "this market has no party "
                    + id
                    + "; it has "
                    + String.join(", ", parties.stream().map(PartyConfig::id).toList())));
  }

  /**
   * The party of that id or resource name; of a market elsewhere also one of which nothing else is
   * known here.
   *
   * @throws DomainException NOT_FOUND naming those that exist
   */
  public PartyConfig peer(String idOrName) {
    Optional<PartyConfig> known =
        find(idOrName)
            .or(() ->
                parties.stream()
                    .filter(party -> party.role() != PartyRole.KINGDOM)
                    .filter(party -> party.name().toString().equals(idOrName))
                    .findFirst());
    if (known.isPresent() || !isElsewhere()) {
      return known.orElseGet(() -> party(idOrName));
    }
    PartyName name;
    try {
      name = PartyName.parse(idOrName);
    } catch (DomainException e) {
      throw DomainException.invalid(
          "PARTY",
          "'"
              + idOrName
              + "' is no resource name such as duchies/worker1; this market runs elsewhere, and"
              + " ids alone do not tell what a party is");
    }
    return PartyConfig.elsewhere(name.id(), PartyRole.of(name.kind()), name.id(), null);
  }

  /** The party with that id, if there is one. */
  public Optional<PartyConfig> find(String id) {
    return parties.stream().filter(party -> party.id().equals(id)).findFirst();
  }

  /** The same market with one more party, or with one of that id as it is given. */
  public MarketConfig with(PartyConfig party) {
    List<PartyConfig> more = new ArrayList<>(parties);
    int at = more.stream().map(PartyConfig::id).toList().indexOf(party.id());
    if (at < 0) {
      more.add(party);
    } else {
      more.set(at, party);
    }
    return new MarketConfig(name, issuerPort, storagePort, demandsResistance, more);
  }

  /** A free port for one more party. */
  public static int freePort() {
    FreePorts ports = new FreePorts();
    int port = ports.next();
    ports.release();
    return port;
  }

  /** Free ports, all different: each is held until all are chosen. */
  private static final class FreePorts {
    private final List<ServerSocket> held = new ArrayList<>();

    int next() {
      try {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        return socket.getLocalPort();
      } catch (IOException e) {
        throw new UncheckedIOException("there is no free port on loopback", e);
      }
    }

    void release() {
      for (ServerSocket socket : held) {
        try {
          socket.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
