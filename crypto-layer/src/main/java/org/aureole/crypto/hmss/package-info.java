/**
 * Honest Majority Share Shuffle: sharing at the data provider, shuffling at two workers, opening at
 * the aggregator.
 */
package org.aureole.crypto.hmss;
