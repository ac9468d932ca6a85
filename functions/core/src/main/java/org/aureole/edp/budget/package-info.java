/**
 * The data provider's own ledger of what its answers may have revealed: charged in approximate
 * concentrated differential privacy per measurement consumer, day, population cell and bucket of
 * VIDs.
 */
package org.aureole.edp.budget;
