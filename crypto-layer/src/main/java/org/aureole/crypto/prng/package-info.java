/**
 * The deterministic randomness that parties expand from seeds; what a data provider consumes of it
 * is contract.
 */
package org.aureole.crypto.prng;
