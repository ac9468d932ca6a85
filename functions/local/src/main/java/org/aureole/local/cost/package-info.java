/**
 * What a market costs in a cloud: counted use times the prices of a file.
 *
 * <p>{@code usage.json} says what one Measurement of each kind, and one call of each party's sweep,
 * made every party use; {@code scripts/cloud --count} writes it anew. {@code prices.json} says what
 * that costs. Both can be replaced by files of one's own.
 */
package org.aureole.local.cost;
