package org.aureole.pipelines.tally;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventProgress;
import org.aureole.edp.events.EventSelection;
import org.aureole.edp.events.FrequencyTally;
import org.aureole.edp.events.TallyRequest;
import org.aureole.edp.events.VidIndex;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.file.EventFiles;
import org.aureole.pipelines.filter.EventFilter;
import org.aureole.pipelines.filter.FilterCompiler;
import org.aureole.pipelines.filter.FilterEvaluation;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.template.TemplateField;

/**
 * One tally: each file is read once, whatever the number of selections on it. Events of a VID that
 * is not in the population are passed over: the inspection of a file finds them and says so to its
 * owner, but a tally that failed on them would tell the consumer that there are some.
 */
final class TallyPass {
  private final Population population;
  private final EventFiles files;
  private final TallyRequest request;
  private final FrequencyVectorBuilder vector;
  private final int watchField;
  private final Map<EventObject, List<Selected>> byObject = new LinkedHashMap<>();
  private final BitSet neededFields = new BitSet();

  /** A selection made ready for rows. */
  private record Selected(long startMicros, long endMicros, FilterEvaluation filter) {
    boolean covers(long micros) {
      return micros >= startMicros && micros < endMicros;
    }
  }

  TallyPass(Population population, EventFiles files, FilterCompiler filters, TallyRequest request) {
    this.population = population;
    this.files = files;
    this.request = request;
    this.vector =
        new FrequencyVectorBuilder(
            request.sampleSize(),
            request.maximumFrequency(),
            request.maximumWatchDurationPerUser());
    this.watchField = watchField();
    request.selections().forEach(selection -> prepare(filters, selection));
  }

  private int watchField() {
    if (!vector.wantsWatchDuration()) {
      return -1;
    }
    Optional<TemplateField> field = population.templates().watchDuration();
    int index =
        field
            .map(TemplateField::index)
            .orElseThrow(() ->
                DomainException.of(
                    ErrorCode.SPEC_INVALID,
                    "the event templates have no watch duration, so none can be measured"));
    neededFields.set(index);
    return index;
  }

  private void prepare(FilterCompiler filters, EventSelection selection) {
    EventFilter filter = filters.compile(selection.filter());
    filter.fields().forEach(field -> neededFields.set(field.index()));
    for (EventObject object : selection.objects()) {
      Selected selected =
          new Selected(
              micros(selection.startInclusive()),
              micros(selection.endExclusive()),
              filter.evaluation());
      byObject.computeIfAbsent(object, unused -> new ArrayList<>()).add(selected);
    }
  }

  /** Event times are whole microseconds, so a bound between two moves up. */
  private static long micros(Instant bound) {
    long whole = Math.multiplyExact(bound.getEpochSecond(), 1_000_000L);
    return Math.addExact(whole, (bound.getNano() + 999) / 1000);
  }

  FrequencyTally run(EventProgress progress) {
    PassProgress told = new PassProgress(progress);
    byObject.forEach((object, selections) -> pass(object, selections, told));
    return vector.build();
  }

  private void pass(EventObject object, List<Selected> selections, PassProgress progress) {
    try (EventCursor cursor = files.open(object, neededFields::get)) {
      PopulatedRow row = new PopulatedRow(population, cursor);
      while (cursor.next()) {
        count(cursor, row, selections);
        progress.row(cursor);
      }
      progress.endOfFile(cursor);
    }
  }

  private void count(EventCursor cursor, PopulatedRow row, List<Selected> selections) {
    for (Selected selection : selections) {
      if (!selection.covers(cursor.timestampMicros())) {
        continue;
      }
      int subPopulation = population.subPopulationOf(cursor.vid());
      if (subPopulation < 0) {
        return;
      }
      row.inSubPopulation(subPopulation);
      if (selection.filter().matches(row)) {
        add(cursor);
      }
    }
  }

  private void add(EventCursor cursor) {
    int index = request.vidIndex().indexOf(cursor.vid());
    if (index != VidIndex.NOT_SAMPLED && index != VidIndex.NOT_IN_POPULATION) {
      vector.add(index, watchField < 0 ? 0 : cursor.raw(watchField));
    }
  }
}
