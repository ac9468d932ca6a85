package org.aureole.local.market;

import java.net.URI;
import java.util.Objects;
import org.aureole.model.name.PartyName;

/**
 * One party of a local market. Immutable.
 *
 * @param id the last segment of its resource name, also the name of its folder and database
 * @param role what it is
 * @param displayName for people
 * @param port the port of its functions on loopback; 0 for a measurement consumer
 * @param acceptsUnnoised whether a data provider's policy allows noise NONE
 */
public record PartyConfig(
    String id, PartyRole role, String displayName, int port, boolean acceptsUnnoised) {
  public PartyConfig {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(displayName, "displayName");
  }

  public PartyName name() {
    return role.name(id);
  }

  /** Where its functions listen. */
  public URI url() {
    if (!role.isServer()) {
      throw new IllegalStateException(id + " runs no functions");
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
