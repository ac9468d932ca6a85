package org.aureole.kingdom.api;

import java.util.List;
import java.util.Objects;
import org.aureole.kingdom.eventgroup.Availability;
import org.aureole.kingdom.eventgroup.EventGroups;
import org.aureole.kingdom.population.Populations;
import org.aureole.model.name.EventGroupName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.PopulationName;
import org.aureole.platform.http.Call;
import org.aureole.platform.http.Endpoint;
import org.aureole.platform.identity.Role;
import org.aureole.v1.DataAvailability;
import org.aureole.v1.EventGroup;
import org.aureole.v1.Population;

/** The API of what can be measured: event groups, their availability, and populations. */
public final class EventGroupEndpoints {
  /** A population's specification in JSON: base64 takes a third more. */
  private static final int POPULATION_BYTES = Populations.MAX_SPEC_BYTES / 2 * 3;

  private static final String DATA_PROVIDER = "/v1/dataProviders/{dataProvider}";
  private static final String EVENT_GROUP = DATA_PROVIDER + "/eventGroups/{eventGroup}";
  private static final String POPULATION = "/v1/populations/{population}";

  private final EventGroups eventGroups;
  private final Availability availability;
  private final Populations populations;

  public EventGroupEndpoints(
      EventGroups eventGroups, Availability availability, Populations populations) {
    this.eventGroups = Objects.requireNonNull(eventGroups);
    this.availability = Objects.requireNonNull(availability);
    this.populations = Objects.requireNonNull(populations);
  }

  public List<Endpoint<?, ?>> endpoints() {
    return List.of(
        Endpoint.put("kingdom.putEventGroup", EVENT_GROUP, EventGroup.getDefaultInstance())
            .callers(Role.DATA_PROVIDER)
            .handledBy((call, wanted) -> eventGroups.put(call.caller(), eventGroup(call), wanted)),
        Endpoint.get("kingdom.getEventGroup", EVENT_GROUP)
            .callers(Role.DATA_PROVIDER, Role.MEASUREMENT_CONSUMER)
            .handledBy((call, none) -> eventGroups.get(call.caller(), eventGroup(call))),
        Endpoint.get("kingdom.listEventGroups", DATA_PROVIDER + "/eventGroups")
            .callers(Role.DATA_PROVIDER, Role.MEASUREMENT_CONSUMER)
            .query(Paging.SIZE, Paging.TOKEN)
            .handledBy((call, none) ->
                eventGroups.list(
                    call.caller(),
                    dataProvider(call),
                    Paging.of(call, dataProvider(call) + "/eventGroups"))),
        Endpoint.post(
                "kingdom.replaceDataAvailability",
                DATA_PROVIDER + ":replaceDataAvailability",
                DataAvailability.getDefaultInstance())
            .callers(Role.DATA_PROVIDER)
            .handledBy(
                (call, wanted) -> availability.replace(call.caller(), dataProvider(call), wanted)),
        Endpoint.get("kingdom.getDataAvailability", DATA_PROVIDER + "/dataAvailability")
            .callers(Role.DATA_PROVIDER, Role.MEASUREMENT_CONSUMER, Role.OPERATOR)
            .handledBy((call, none) -> availability.get(call.caller(), dataProvider(call))),
        Endpoint.put("kingdom.putPopulation", POPULATION, Population.getDefaultInstance())
            .callers(Role.DATA_PROVIDER, Role.OPERATOR)
            .maxBodyBytes(POPULATION_BYTES)
            .handledBy((call, wanted) -> populations.put(call.caller(), population(call), wanted)),
        Endpoint.get("kingdom.getPopulation", POPULATION)
            .callers(Role.MEASUREMENT_CONSUMER, Role.DATA_PROVIDER, Role.DUCHY, Role.OPERATOR)
            .handledBy((call, none) -> populations.get(population(call))),
        Endpoint.get("kingdom.listPopulations", "/v1/populations")
            .callers(Role.MEASUREMENT_CONSUMER, Role.DATA_PROVIDER, Role.DUCHY, Role.OPERATOR)
            .handledBy((call, none) -> populations.list()));
  }

  private static PartyName dataProvider(Call call) {
    return PartyName.dataProvider(call.id("dataProvider"));
  }

  private static EventGroupName eventGroup(Call call) {
    return new EventGroupName(call.id("dataProvider"), call.id("eventGroup"));
  }

  private static PopulationName population(Call call) {
    return new PopulationName(call.id("population"));
  }
}
