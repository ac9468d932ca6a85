package org.aureole.duchy.ring;

import java.util.function.Supplier;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;

/**
 * What is wrong with records that another Duchy handed over, as all parties hear of it: alike, and
 * without the places that the crypto layer names. The place of the last record says how many there
 * are, which is a result or carries noise for a reason.
 */
final class RecordFault {
  private RecordFault() {}

  /**
   * Works on what was handed over.
   *
   * @throws DomainException PROTOCOL_VIOLATION saying no more than who handed it over, and for what
   */
  static <T> T toldAlike(PartyName sender, Hop hop, Supplier<T> work) {
    try {
      return work.get();
    } catch (DomainException e) {
      if (e.code() != ErrorCode.PROTOCOL_VIOLATION) {
        throw e;
      }
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION,
          "the records that "
              + sender
              + " handed over for "
              + hop.stage()
              + " are not what they must be",
          e);
    }
  }
}
