package org.aureole.gcp.function;

/** The party's API, for people and for other parties. */
public final class ApiFunction extends PartyFunction {
  public ApiFunction() {
    super(Served.API);
  }
}
