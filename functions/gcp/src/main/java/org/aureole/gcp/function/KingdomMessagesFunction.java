package org.aureole.gcp.function;

/** Takes what the Kingdom's topics push to this party. */
public final class KingdomMessagesFunction extends PartyFunction {
  public KingdomMessagesFunction() {
    super(Served.KINGDOM_MESSAGES);
  }
}
