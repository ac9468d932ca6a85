package org.aureole.consumer;

import java.time.Duration;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.CancelMeasurementRequest;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.DataAvailability;
import org.aureole.v1.ExplainMeasurementRequest;
import org.aureole.v1.Explanation;
import org.aureole.v1.ListEventGroupsResponse;
import org.aureole.v1.ListMeasurementsResponse;
import org.aureole.v1.ListPartiesResponse;
import org.aureole.v1.ListPopulationsResponse;
import org.aureole.v1.Measurement;
import org.aureole.v1.Party;
import org.aureole.v1.Population;
import org.aureole.v1.Timeline;

/**
 * The Kingdom's API as a measurement consumer calls it. What comes back under another name than was
 * asked for is refused as PROTOCOL_VIOLATION: an old Measurement does not pass for a new one.
 * Thread-safe.
 */
public final class KingdomApi {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private final ApiClient client;
  private final ApiClient patient;

  public KingdomApi(ApiClient client) {
    this.client = client;
    this.patient =
        client.with(
            new ApiClient.Patience(LONGEST_WAIT.plusSeconds(20), 4, Duration.ofMillis(100)));
  }

  public Explanation explain(PartyName consumer, ExplainMeasurementRequest request) {
    return client.call(
        HttpMethod.POST,
        "/v1/" + consumer + "/measurements:explain",
        request,
        Explanation.getDefaultInstance());
  }

  public Measurement create(PartyName consumer, CreateMeasurementRequest request) {
    Measurement created =
        client.call(
            HttpMethod.POST,
            "/v1/" + consumer + "/measurements",
            request,
            Measurement.getDefaultInstance());
    requireName(request.getMeasurement().getName(), created.getName());
    return created;
  }

  public Measurement get(MeasurementName name) {
    return named(
        name, client.call(HttpMethod.GET, "/v1/" + name, Measurement.getDefaultInstance()));
  }

  public Measurement cancel(MeasurementName name) {
    return named(
        name,
        client.call(
            HttpMethod.POST,
            "/v1/" + name + ":cancel",
            CancelMeasurementRequest.getDefaultInstance(),
            Measurement.getDefaultInstance()));
  }

  /** The Measurement once it changed to a terminal state, or as it is after {@code atMost}. */
  public Measurement await(MeasurementName name, Duration atMost) {
    Duration wait = atMost.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : atMost;
    return named(
        name,
        patient.call(
            HttpMethod.GET,
            "/v1/" + name + ":wait?" + ApiClient.query("timeoutSeconds", "" + wait.toSeconds()),
            Measurement.getDefaultInstance()));
  }

  /**
   * One page of the consumer's Measurements.
   *
   * @param state only those in this state; empty for all
   */
  public ListMeasurementsResponse list(
      PartyName consumer, Optional<Measurement.State> state, int pageSize, String pageToken) {
    return client.call(
        HttpMethod.GET,
        "/v1/"
            + consumer
            + "/measurements?"
            + page(pageSize, pageToken)
            + state.map(wanted -> "&" + ApiClient.query("state", wanted.name())).orElse(""),
        ListMeasurementsResponse.getDefaultInstance());
  }

  public Timeline timeline(MeasurementName name) {
    return client.call(HttpMethod.GET, "/v1/" + name + ":timeline", Timeline.getDefaultInstance());
  }

  /** A party as the Kingdom knows it: nothing of it is to be trusted unverified. */
  public Party party(String name) {
    return client.call(HttpMethod.GET, "/v1/" + PartyName.parse(name), Party.getDefaultInstance());
  }

  /** One page of the parties of one collection, such as {@code dataProviders}. */
  public ListPartiesResponse parties(String collection, int pageSize, String pageToken) {
    return client.call(
        HttpMethod.GET,
        "/v1/" + collection + "?" + page(pageSize, pageToken),
        ListPartiesResponse.getDefaultInstance());
  }

  /** One page of the event groups of a data provider that the caller may measure. */
  public ListEventGroupsResponse eventGroups(
      PartyName dataProvider, int pageSize, String pageToken) {
    return client.call(
        HttpMethod.GET,
        "/v1/" + dataProvider + "/eventGroups?" + page(pageSize, pageToken),
        ListEventGroupsResponse.getDefaultInstance());
  }

  /** The times for which a data provider says that it has its events. */
  public DataAvailability dataAvailability(PartyName dataProvider) {
    return client.call(
        HttpMethod.GET,
        "/v1/" + dataProvider + "/dataAvailability",
        DataAvailability.getDefaultInstance());
  }

  public ListPopulationsResponse populations() {
    return client.call(
        HttpMethod.GET, "/v1/populations", ListPopulationsResponse.getDefaultInstance());
  }

  public Population population(String name) {
    Population population =
        client.call(HttpMethod.GET, "/v1/" + name, Population.getDefaultInstance());
    requireName(name, population.getName());
    return population;
  }

  private static Measurement named(MeasurementName asked, Measurement answer) {
    requireName(asked.toString(), answer.getName());
    return answer;
  }

  static void requireName(String asked, String answered) {
    if (!asked.equals(answered)) {
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION,
          "the Kingdom was asked for " + asked + " and answered with '" + answered + "'");
    }
  }

  private static String page(int pageSize, String pageToken) {
    String size = ApiClient.query("pageSize", "" + pageSize);
    return pageToken.isEmpty() ? size : size + "&" + ApiClient.query("pageToken", pageToken);
  }
}
