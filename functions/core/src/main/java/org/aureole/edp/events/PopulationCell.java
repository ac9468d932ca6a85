package org.aureole.edp.events;

/**
 * One combination of population attributes that the population has, such as {@code
 * person.gender=FEMALE,person.age_group=YEARS_18_TO_34,person.social_grade_group=A_B_C1}.
 *
 * @param key {@code path=value} pairs in the order of the event templates, joined by commas: stable
 *     for one event message type, so that it can be a database key
 */
public record PopulationCell(String key) {
  @Override
  public String toString() {
    return key;
  }
}
