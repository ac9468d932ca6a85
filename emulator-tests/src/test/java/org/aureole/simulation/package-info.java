/**
 * Simulated markets: whole, with the code of every party as it is in production, in worlds of
 * virtual time in which one thing happens at a time and everything may go wrong.
 *
 * <h2>How it works</h2>
 *
 * <p>{@code world} holds what has nothing to do with Aureole: a clock, activities that hand over to
 * each other, faults that strike by chance, all of it decided by one seed. {@code port} holds the
 * ports on such a world: a database (the real one, on PostgreSQL, whose commits may go wrong), a
 * network below the real HTTP clients and routers, buckets, topics, an issuer of tokens. {@code
 * market} puts the parties together on these ports, says what people do and what befalls them
 * ({@code Life}, {@code Malice}), and knows what must hold ({@code Oracle}, {@code Truth}).
 *
 * <p>A decision is a function of the seed and of its own name, so a world from which one fault is
 * taken away goes on as before in all that the fault did not touch. That is what lets {@code
 * Minimiser} find the few faults that a failure takes.
 *
 * <h2>How a new part joins</h2>
 *
 * <ul>
 *   <li>A new <b>port</b>: write it in {@code port}, let it call {@code World.point} before and
 *       after each call with the name of what it does, and let each way in which the real one fails
 *       be a {@code Fault}. Where there is a contract suite for the port, it runs on this one, too.
 *   <li>A new <b>party</b>: a {@code Member}, its construction in {@code SimulatedMarket}, its
 *       steps in {@code Onboarding}, its tables in {@code Oracle.open}.
 *   <li>A new <b>measurement or protocol</b>: a {@code Question} with its truth in {@code Truth};
 *       what may be said once only in {@code Ear}; what a hostile Kingdom could say of it in {@code
 *       Malice}.
 *   <li>A new <b>lifecycle</b> is checked as soon as it is in {@code Lifecycles.all()}.
 *   <li>A new <b>private datum or secret</b>: its shape in {@code Markers}.
 * </ul>
 *
 * <p>Places where faults strike are named without random ids: else a replay would not find them. No
 * lock may be held where a port is called, or the world gets stuck and says where.
 */
package org.aureole.simulation;
