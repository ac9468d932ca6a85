package org.aureole.duchy.computation;

import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;

/**
 * One data provider's part in a Computation. Immutable.
 *
 * @param receiver the worker that takes the explicit share
 * @param fulfilled whether this Duchy, being the receiver, has told the Kingdom of the share
 */
public record LocalRequisition(RequisitionName name, PartyName receiver, boolean fulfilled) {
  public PartyName dataProvider() {
    return name.parent();
  }
}
