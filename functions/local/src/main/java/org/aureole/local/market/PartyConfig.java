package org.aureole.local.market;

import java.net.URI;
import java.util.Objects;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PartyName;

/**
 * One party of a market. Immutable.
 *
 * @param id the last segment of its resource name, also the name of its folder and database
 * @param role what it is
 * @param displayName for people
 * @param port the port of its functions on loopback; 0 for a measurement consumer
 * @param acceptsUnnoised whether a data provider's policy allows noise NONE
 * @param address where its API is if that runs elsewhere; else null
 */
public record PartyConfig(
    String id,
    PartyRole role,
    String displayName,
    int port,
    boolean acceptsUnnoised,
    String address) {
  public PartyConfig {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(displayName, "displayName");
  }

  /** A party on this machine. */
  public PartyConfig(
      String id, PartyRole role, String displayName, int port, boolean acceptsUnnoised) {
    this(id, role, displayName, port, acceptsUnnoised, null);
  }

  /**
   * A party elsewhere.
   *
   * @param address its API, or null where nobody here calls it
   */
  public static PartyConfig elsewhere(
      String id, PartyRole role, String displayName, String address) {
    return new PartyConfig(id, role, displayName, 0, false, address);
  }

  public PartyName name() {
    return role.name(id);
  }

  /** Where its functions listen. */
  public URI url() {
    if (!role.isServer()) {
      throw new IllegalStateException(id + " runs no functions");
    }
    if (address != null) {
      return URI.create(address);
    }
    if (port == 0) {
      throw DomainException.precondition(
          "where the API of "
              + id
              + " is was not told; say so by: aureole market connect "
              + id
              + " --api URL ...");
    }
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The OIDC subject under which it calls others. */
  public String subject() {
    return id;
  }

  /** The OIDC subject of the people who run it. */
  public String operatorSubject() {
    return id + "-operator";
  }

  /** The OIDC subject of its own topics, storage and scheduler. */
  public String platformSubject() {
    return id + "-platform";
  }

  /** The name of its database. */
  public String database() {
    return id.replace('-', '_');
  }
}
