package org.aureole.gcp.function;

/** Takes the notifications of this party's own buckets. */
public final class StorageEventsFunction extends PartyFunction {
  public StorageEventsFunction() {
    super(Served.STORAGE_EVENTS);
  }
}
