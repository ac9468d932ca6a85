package org.aureole.local.cli.population;

import com.google.protobuf.ByteString;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.model.name.PopulationName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.ApprovePopulationRequest;
import org.aureole.v1.ApprovedPopulation;
import org.aureole.v1.ListApprovedPopulationsResponse;

/**
 * How the people of a party approve the population on which they count, or whose digest they sign.
 */
public final class PopulationApproval {
  private PopulationApproval() {}

  /**
   * Approves for one party. The same again changes nothing.
   *
   * @param party a data provider or a measurement consumer
   * @param acceptMovedBudgets whether a data provider takes it although it has charged by another
   * @throws org.aureole.model.error.DomainException FAILED_PRECONDITION if budgets would move
   */
  public static void approve(
      Session session,
      PartyConfig party,
      PopulationName name,
      Fingerprint digest,
      boolean acceptMovedBudgets) {
    if (party.role() == PartyRole.MEASUREMENT_CONSUMER) {
      session.populations(party).approve(name, digest);
      return;
    }
    session
        .operated(party)
        .call(
            HttpMethod.POST,
            "/v1/approvedPopulations",
            ApprovePopulationRequest.newBuilder()
                .setPopulation(name.toString())
                .setPopulationSpecDigest(ByteString.copyFrom(digest.bytes()))
                .setAcceptMovedBudgets(acceptMovedBudgets)
                .build(),
            ApprovedPopulation.getDefaultInstance());
  }

  /**
   * Approves for every party of a local market that has not decided about any population yet: one
   * person acts for all of them, and published that population.
   */
  public static void approveByAll(Session session, PopulationName name, Fingerprint digest) {
    session.config().parties().forEach(party -> approveAtFirst(session, party, name, digest));
  }

  /** Approves for a party, if it has to do with populations and has not decided about any yet. */
  public static void approveAtFirst(
      Session session, PartyConfig party, PopulationName name, Fingerprint digest) {
    if (isUndecided(session, party, name)) {
      approve(session, party, name, digest, false);
    }
  }

  private static boolean isUndecided(Session session, PartyConfig party, PopulationName name) {
    if (party.role() == PartyRole.MEASUREMENT_CONSUMER) {
      return session.populations(party).isUndecided();
    }
    return party.role().isDataProvider()
        && name.equals(MarketConfig.POPULATION)
        && session
                .operated(party)
                .call(
                    HttpMethod.GET,
                    "/v1/approvedPopulations",
                    ListApprovedPopulationsResponse.getDefaultInstance())
                .getApprovedPopulationsCount()
            == 0;
  }
}
