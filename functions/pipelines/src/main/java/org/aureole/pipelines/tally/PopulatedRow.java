package org.aureole.pipelines.tally;

import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.template.EventRow;
import org.aureole.pipelines.template.TemplateField;

/**
 * An event as filters see it: population attributes come from the population, the rest from the
 * file. For use by one thread.
 */
public final class PopulatedRow implements EventRow {
  private final Population population;
  private final EventRow event;
  private final boolean[] attribute;
  private int subPopulation;

  public PopulatedRow(Population population, EventRow event) {
    this.population = population;
    this.event = event;
    this.attribute = new boolean[population.templates().fields().size()];
    for (TemplateField field : population.templates().populationAttributes()) {
      attribute[field.index()] = true;
    }
  }

  /**
   * Takes the attributes of a sub-population from here on.
   *
   * @param index 0 to count − 1
   */
  public void inSubPopulation(int index) {
    subPopulation = index;
  }

  @Override
  public long vid() {
    return event.vid();
  }

  @Override
  public long timestampMicros() {
    return event.timestampMicros();
  }

  @Override
  public boolean isSet(int field) {
    return attribute[field] || event.isSet(field);
  }

  @Override
  public long raw(int field) {
    return attribute[field] ? population.attribute(subPopulation, field) : event.raw(field);
  }

  @Override
  public String text(int field) {
    return event.text(field);
  }
}
