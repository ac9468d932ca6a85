package org.aureole.interleaving;

import java.util.List;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * One order that was played to its end.
 *
 * @param trace who went on, and with what, step by step
 * @param commits what was committed, in that order; not what only read
 * @param replies what each actor got, in the order of the actors
 * @param aborts how many attempts the database gave up
 * @param held whether an actor ever had to wait for another one's row
 */
public record Played(
    List<String> trace, List<Commit> commits, List<Reply> replies, int aborts, boolean held) {
  /** A transaction that was committed. */
  public record Commit(String actor, String transaction) {}

  /**
   * What an actor got.
   *
   * @param answer empty if it was refused
   * @param refusal empty if it was not
   */
  public record Reply(String actor, Optional<Object> answer, Optional<DomainException> refusal) {
    /** Any other exception than a refusal fails the race. */
    static Reply of(String actor, Object answer, Exception refusal, List<String> trace) {
      if (refusal == null) {
        return new Reply(actor, Optional.ofNullable(answer), Optional.empty());
      }
      if (refusal instanceof DomainException domain) {
        return new Reply(actor, Optional.empty(), Optional.of(domain));
      }
      throw new AssertionError(actor + " failed in the order " + trace, refusal);
    }

    /** Without the answer, which may be long. */
    @Override
    public String toString() {
      return actor + " " + refusal.map(e -> e.code() + ": " + e.getMessage()).orElse("answered");
    }

    /** How it was refused; empty if it was not. */
    public Optional<ErrorCode> code() {
      return refusal.map(DomainException::code);
    }
  }

  public Reply reply(String actor) {
    return replies.stream().filter(r -> r.actor().equals(actor)).findFirst().orElseThrow();
  }

  /** Who was the first to commit one of these transactions. */
  public Optional<String> firstOf(String... names) {
    List<String> transactions = List.of(names);
    return commits.stream()
        .filter(commit -> transactions.contains(commit.transaction()))
        .map(Commit::actor)
        .findFirst();
  }

  @Override
  public String toString() {
    return "in the order " + trace + " with the replies " + replies;
  }
}
