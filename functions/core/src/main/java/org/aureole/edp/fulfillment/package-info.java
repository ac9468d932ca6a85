/**
 * Answering requisitions: consent, availability, pinned inputs, budget, the answer made once,
 * delivery. A leased job does the work, step by step, from the state that its row is in.
 */
package org.aureole.edp.fulfillment;
