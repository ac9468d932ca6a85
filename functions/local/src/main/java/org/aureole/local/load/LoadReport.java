package org.aureole.local.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aureole.local.cli.console.Output;

/** What the studies found, for people and for scripts. For use by one thread. */
final class LoadReport {
  private List<KneeStudy.Step> steps = List.of();
  private List<HotRows.Hottest> hottest = List.of();
  private final List<GrowthStudy.Level> levels = new ArrayList<>();
  private PlanStudy.Plans plans = new PlanStudy.Plans(List.of(), Map.of());

  void add(List<KneeStudy.Step> found, List<HotRows.Hottest> changed) {
    steps = List.copyOf(found);
    hottest = List.copyOf(changed);
  }

  void add(GrowthStudy.Level found) {
    levels.add(found);
  }

  void add(PlanStudy.Plans found) {
    plans = found;
  }

  /** Whether the market worked at all. */
  boolean succeeded() {
    return steps.stream().allMatch(step -> step.outcome().succeeded() > 0);
  }

  void show(Output output) {
    if (output.isJson()) {
      output.json(json());
      return;
    }
    if (!steps.isEmpty()) {
      new KneeTables(steps).show(output);
      HotRows.show(output, hottest);
    }
    if (!levels.isEmpty()) {
      new GrowthTables(levels).show(output);
    }
    if (!plans.statements().isEmpty()) {
      new PlanTables(plans).show(output);
    }
  }

  private Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("steps", new KneeTables(steps).json());
    json.put(
        "hottestRows",
        hottest.stream()
            .map(one ->
                Map.of(
                    "part", one.part().label(),
                    "table", one.table(),
                    "rows", one.rows(),
                    "mean", one.mean(),
                    "most", one.most(),
                    "name", one.name()))
            .toList());
    List<Object> grown = new ArrayList<>();
    for (GrowthStudy.Level level : levels) {
      Map<String, Object> costs = new LinkedHashMap<>();
      level.costs().forEach((what, result) -> costs.put(what, result.json()));
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("dimension", level.dimension().label());
      one.put("size", level.size());
      one.put("costs", costs);
      grown.add(one);
    }
    json.put("growth", grown);
    json.put("plans", new PlanTables(plans).json());
    return json;
  }
}
