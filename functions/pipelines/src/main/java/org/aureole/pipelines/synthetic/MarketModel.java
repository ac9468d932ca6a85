package org.aureole.pipelines.synthetic;

import com.google.protobuf.Any;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.aureole.model.error.DomainException;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.v1.Person;
import org.aureole.v1.PopulationSpec;

/**
 * A market of any size, drawn from a few numbers: how many people, data providers and events. The
 * same numbers always give the same events. Immutable, safe for use by several threads.
 *
 * <p>People differ in how much they watch (45 % light, 35 % medium, 15 % heavy, 5 % very heavy
 * viewers), alike at every data provider, so that audiences overlap as they do where heavy viewers
 * are heavy everywhere. A person's events at one data provider are Poisson distributed around that.
 * Data providers show video ads, but every third one banners.
 *
 * @param people 12 to 2³¹ − 1; their VIDs are 1 to {@code people}
 * @param dataProviders at least 1
 * @param eventsPerDataProvider the expected number; at most 50 per person
 * @param startDay the first day, UTC
 * @param days at least 1
 * @param seed another one gives other events
 */
public record MarketModel(
    long people,
    int dataProviders,
    long eventsPerDataProvider,
    LocalDate startDay,
    int days,
    long seed) {
  private static final int CELLS = 12;
  private static final int MOST_EVENTS_PER_PERSON = 50;

  public MarketModel {
    require("people", people >= CELLS && people <= Integer.MAX_VALUE, "12 to 2147483647", people);
    require("dataProviders", dataProviders >= 1, "at least 1", dataProviders);
    require(
        "eventsPerDataProvider",
        eventsPerDataProvider >= 0 && eventsPerDataProvider <= MOST_EVENTS_PER_PERSON * people,
        "0 to 50 times the people",
        eventsPerDataProvider);
    require("days", days >= 1 && days <= 366, "1 to 366", days);
  }

  private static void require(String field, boolean holds, String range, long value) {
    if (!holds) {
      throw DomainException.invalid(field, "must be " + range + ", was " + value);
    }
  }

  /** The population: twelve sub-populations of equal size, the last one takes the rest. */
  public PopulationSpec populationSpec() {
    PopulationSpec.Builder spec = PopulationSpec.newBuilder();
    long size = people / CELLS;
    List<Person> cells = cells();
    for (int i = 0; i < CELLS; i++) {
      spec.addSubpopulationsBuilder()
          .addAttributes(Any.pack(cells.get(i)))
          .addVidRangesBuilder()
          .setStartVid(i * size + 1)
          .setEndVidInclusive(i == CELLS - 1 ? people : (i + 1) * size);
    }
    return spec.build();
  }

  private static List<Person> cells() {
    List<Person> cells = new ArrayList<>();
    for (int gender = 1; gender <= 2; gender++) {
      for (int age = 1; age <= 3; age++) {
        for (int grade = 1; grade <= 2; grade++) {
          cells.add(
              Person.newBuilder()
                  .setGenderValue(gender)
                  .setAgeGroupValue(age)
                  .setSocialGradeGroupValue(grade)
                  .build());
        }
      }
    }
    return cells;
  }

  /**
   * The events of one data provider, by ascending VID.
   *
   * @param dataProvider 0 to {@link #dataProviders} − 1
   */
  public EventCursor events(int dataProvider) {
    if (dataProvider < 0 || dataProvider >= dataProviders) {
      throw DomainException.invalid("dataProvider", "must be 0 to " + (dataProviders - 1));
    }
    return new ModelEvents(this, dataProvider);
  }
}
