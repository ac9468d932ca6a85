package org.aureole.edp.events;

import org.aureole.model.error.DomainException;

/**
 * One version of one event file in the data provider's bucket.
 *
 * @param name the object's name within the bucket
 * @param generation the store's opaque mark of this version of the bytes: another upload under the
 *     same name has another generation
 * @param size bytes, at least 0
 */
public record EventObject(String name, String generation, long size) {
  public EventObject {
    if (name == null || name.isBlank()) {
      throw DomainException.invalid("name", "an event object needs a name");
    }
    if (generation == null || generation.isBlank()) {
      throw DomainException.invalid("generation", "an event object needs a generation");
    }
    if (size < 0) {
      throw DomainException.invalid("size", "must be at least 0, was " + size);
    }
  }
}
