package org.aureole.local.cli.measurement;

/** What can be measured, as the command line names it. */
enum MeasurementType {
  REACH,
  REACH_AND_FREQUENCY,
  IMPRESSIONS,
  WATCH_DURATION,
  POPULATION
}
