/**
 * Liquid Legions sketches in clear: how VIDs fall into registers, how registers merge, and what
 * their numbers say about reach. Exact integer results up to the doubles named in the formulas.
 */
package org.aureole.crypto.sketch;
