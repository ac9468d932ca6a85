package org.aureole.simulation.world;

/** What a simulated world may do to the parties in it. */
public enum Fault {
  /** A function or a job goes on much later: longer than a lease, or only a little. */
  STALL,
  /** A function or a job dies between two calls of a port. */
  KILL,
  /** The database undoes a transaction, which is then run again. */
  ABORT,
  /** The connection breaks before a commit: nothing was written. */
  LOSE_COMMIT,
  /** The connection breaks after a commit: it was written, and nobody is told. */
  LOSE_COMMIT_ANSWER,
  /** A process dies right after a commit, before it sends what the commit left. */
  FORGET_SENDING,
  /** A request does not reach its server. */
  LOSE_REQUEST,
  /** A request is handled and its answer is lost. */
  LOSE_ANSWER,
  /** A request is handled twice; the second answer arrives. */
  REPEAT_REQUEST,
  /** A bucket does not answer, and did nothing. */
  LOSE_OBJECT_CALL,
  /** A bucket does what it is asked and does not answer. */
  LOSE_OBJECT_ANSWER,
  /** A topic does not take a message. */
  REFUSE_MESSAGE,
  /** A topic takes a message and does not say so. */
  LOSE_RECEIPT,
  /** A message is delivered once more, soon or after a year. */
  REPEAT_MESSAGE,
  /** A message is delivered after hours or days. */
  DELAY_MESSAGE,
  /** A platform takes the start of a job and never runs it. */
  LOSE_START,
  /** A job is started twice. */
  REPEAT_START,
  /** A process that has run a job does not end, but stands by for the next. */
  STAND_BY,
  /** A party's processes die, all at once, and new ones start. */
  RESTART,
  /** A party is down for a while: nothing reaches it. */
  OUTAGE,
  /** A topic delivers nothing for a while. */
  SILENCE,
  /** A consumer cancels. */
  CANCEL,
  /** A data provider's operator refuses. */
  REFUSE,
  /** A publisher replaces a file of events by another. */
  REPLACE_FILE,
  /** A party's certificate is revoked. */
  REVOKE,
  /** A party's certificate expires, and the party notices late. */
  EXPIRE,
  /** Bytes of an object are changed on their way to a peer, or where they lie. */
  CORRUPT_OBJECT,
  /** A peer hands over what it handed over for something else. */
  CROSS_WIRE_OBJECT,
  /** The Kingdom answers with something else than it should. */
  LIE
}
