package org.aureole.gcp.function;

/** Called by the party's schedule: sends, restarts and looks for what was lost. */
public final class SweepFunction extends PartyFunction {
  public SweepFunction() {
    super(Served.SWEEP);
  }
}
