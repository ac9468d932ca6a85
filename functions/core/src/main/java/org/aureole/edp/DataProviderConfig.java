package org.aureole.edp;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.PopulationName;
import org.aureole.platform.identity.Role;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.OidcSubject;

/**
 * What a data provider is configured with. Immutable.
 *
 * @param name its resource name
 * @param kind whether it answers about events or about the population
 * @param market the name of the market, as in every manifest
 * @param kingdom where the Kingdom's API is
 * @param population the population to which its VIDs belong
 * @param policy what it answers, until its operator decides otherwise
 * @param identities who calls it: its operator, its own platform, the Kingdom
 * @param patience how long work may wait before a sweep looks at it for the first time; positive
 */
public record DataProviderConfig(
    PartyName name,
    DataProviderCapabilities.Kind kind,
    String market,
    URI kingdom,
    PopulationName population,
    AnswerPolicy policy,
    Map<OidcSubject, Role> identities,
    Duration patience) {
  /** Five minutes: messages are rarely lost. */
  public static final Duration USUAL_PATIENCE = Duration.ofMinutes(5);

  public DataProviderConfig {
    Objects.requireNonNull(market);
    Objects.requireNonNull(kingdom);
    Objects.requireNonNull(population);
    Objects.requireNonNull(policy);
    identities = Map.copyOf(identities);
    Objects.requireNonNull(patience);
    if (name.kind() != PartyKind.DATA_PROVIDER) {
      throw DomainException.invalid("name", name + " is no data provider");
    }
    if (kind != DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER
        && kind != DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER) {
      throw DomainException.invalid(
          "kind", "must be EVENT_DATA_PROVIDER or POPULATION_DATA_PROVIDER");
    }
  }
}
