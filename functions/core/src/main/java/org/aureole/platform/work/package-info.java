/**
 * Work that follows a commit: messages by the outbox, and jobs that run under a lease.
 *
 * <p>Both begin as rows of the transaction that wants them. Delivery is at least once and
 * unordered, so receivers and handlers act on the state that they find.
 */
package org.aureole.platform.work;
