/**
 * Plays what two parties do at the same time in every order.
 *
 * <p>Each party is an {@link org.aureole.interleaving.Actor}: real calls of real use cases, in a
 * thread of its own. The threads pause before each transaction ({@link
 * org.aureole.interleaving.PausingDatabases}), where the database allows it also within one ({@link
 * org.aureole.interleaving.PausingConnections}), and only one of them is let on at a time ({@link
 * org.aureole.interleaving.Turns}). A {@link org.aureole.interleaving.Schedule} says which one, so
 * an order can be repeated, and {@link org.aureole.interleaving.Orders} goes through all of them,
 * each in a fresh world.
 */
package org.aureole.interleaving;
