/**
 * {@code aureole load}: drives a market on this machine with simulated measurement consumers, and
 * counts what that costs: where throughput stops following, how long each operation takes, and how
 * the cost of a measurement depends on what else is in the market.
 */
package org.aureole.local.load;
