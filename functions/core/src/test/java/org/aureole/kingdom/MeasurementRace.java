package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aureole.interleaving.Actor;
import org.aureole.interleaving.Orders;
import org.aureole.interleaving.Played;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.v1.Measurement;

/**
 * Two calls at the same time about one Measurement: the first one decides, the other one sees it,
 * and both can be repeated without effect.
 *
 * @param ifFirst how it ends if {@code first} comes first
 * @param ifSecond how it ends if {@code second} does
 */
record MeasurementRace(
    TestMarket market,
    RunningMeasurement running,
    Part first,
    Part second,
    Ending ifFirst,
    Ending ifSecond)
    implements Orders.Race {
  /** The transactions that settle what becomes of the Measurement. */
  Set<String> decisive() {
    return new HashSet<>(List.of(first.decides(), second.decides()));
  }

  @Override
  public List<Actor> actors() {
    return List.of(first.toActor(), second.toActor());
  }

  /** Where transactions do not overlap, the first to commit came first. */
  @Override
  public void judge(Played played) {
    String winner = played.firstOf(first.decides(), second.decides()).orElseThrow();
    judge(played, List.of(winner.equals(first.actor()) ? firstWins() : secondWins()));
  }

  /** Where they do, either may have come first. */
  Orders.Race overlapping() {
    return new Orders.Race() {
      @Override
      public List<Actor> actors() {
        return MeasurementRace.this.actors();
      }

      @Override
      public void judge(Played played) {
        MeasurementRace.this.judge(played, List.of(firstWins(), secondWins()));
      }
    };
  }

  private Outcome firstWins() {
    return new Outcome(first, second, ifFirst);
  }

  private Outcome secondWins() {
    return new Outcome(second, first, ifSecond);
  }

  private void judge(Played played, List<Outcome> possible) {
    Measurement stands = running.get();
    Outcome outcome =
        possible.stream()
            .filter(candidate -> candidate.isThatOf(played, stands))
            .findFirst()
            .orElseThrow(() ->
                new AssertionError(
                    "it is "
                        + stands.getInternalState()
                        + " "
                        + stands.getFailure()
                        + ", which is none of "
                        + possible));
    Chronicle.check(market, running.name(), running.computation());
    outcome.checkRepetition(played);
    assertThat(running.get()).as("after both calls again").isEqualTo(stands);
    MarketInvariants.check(market);
  }

  /** Who came first, who then came too late, and how that ends. */
  private record Outcome(Part winner, Part loser, Ending ending) {
    boolean isThatOf(Played played, Measurement stands) {
      Set<ErrorCode> later = ending.later();
      Optional<ErrorCode> refusal = played.reply(loser.actor()).code();
      return played.reply(winner.actor()).code().isEmpty()
          && (later.isEmpty() ? refusal.isEmpty() : refusal.filter(later::contains).isPresent())
          && stands.getInternalState().equals(ending.state().name())
          && stands.hasFailure() == ending.reason().isPresent()
          && ending.reason().filter(r -> r != stands.getFailure().getReason()).isEmpty();
    }

    /** Who was answered is answered again, and who was refused is refused again. */
    void checkRepetition(Played played) {
      for (Part part : List.of(winner, loser)) {
        Optional<ErrorCode> before = played.reply(part.actor()).code();
        try {
          assertThat(part.call().get()).isNotNull();
          assertThat(before).as("%s is answered when it comes again", part.actor()).isEmpty();
        } catch (DomainException e) {
          assertThat(before).as("%s comes again: %s", part.actor(), e).isPresent();
          assertThat(ending.later()).contains(e.code());
        }
      }
    }
  }
}
