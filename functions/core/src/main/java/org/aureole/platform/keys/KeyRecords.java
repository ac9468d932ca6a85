package org.aureole.platform.keys;

import java.util.List;
import java.util.Optional;

/**
 * Where a party's keys are kept: small records with names, each written once and whole and never
 * replaced, so that a crash leaves nothing half made and several processes see the same. What they
 * hold is encrypted before it comes here. Thread-safe, also across processes.
 *
 * <p>Every method throws {@code DomainException} UNAVAILABLE when the records cannot be reached.
 */
public interface KeyRecords {
  /** What a record holds; empty when there is none. */
  Optional<byte[]> read(String name);

  /**
   * Writes a record unless one of that name exists. It is durable when the method returns.
   *
   * @return whether this call wrote it
   */
  boolean create(String name, byte[] content);

  /**
   * The names with a prefix, in the order of the alphabet. What another process has just written
   * may be missing until {@link #refresh}.
   */
  List<String> list(String prefix);

  /** Has the next {@link #list} look at what there is now. */
  void refresh();

  /** How an operator finds a record, for errors. */
  String place(String name);
}
