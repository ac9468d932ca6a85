package org.aureole.edp.budget;

import java.util.Optional;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.platform.sql.Tx;

/**
 * The port to a data provider's privacy budget. An answer is charged before anything of it leaves.
 *
 * <p>Every method works in the caller's transaction, so that a charge and the step that it pays for
 * happen together or not at all. Thread-safe; charges that meet in one cell exclude each other.
 */
public interface Budget {
  /**
   * Charges an answer. Charging a reference that is charged already, and was not refunded, changes
   * nothing.
   *
   * @param reference what the charge is for: the fingerprint of a signed specification
   * @param limit what all charges to one person of one day may add up to
   * @throws org.aureole.model.error.DomainException INSUFFICIENT_PRIVACY_BUDGET if some person's
   *     charges would pass the limit; nothing is charged then. ALREADY_EXISTS if the reference is
   *     charged with another charge
   */
  void charge(Tx tx, String reference, Charge charge, PrivacyParameters limit);

  /**
   * Takes back the charge of a reference, for nothing of the answer has left. Does nothing if the
   * reference is not charged or is refunded already.
   */
  void refund(Tx tx, String reference);

  /** What the reference is charged with and was not refunded. */
  Optional<Charge> find(Tx tx, String reference);
}
