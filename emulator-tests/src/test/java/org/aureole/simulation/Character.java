package org.aureole.simulation;

import java.util.EnumSet;
import java.util.Set;
import org.aureole.simulation.world.Chance;
import org.aureole.simulation.world.Fault;

/** What kind of world a seed makes: the faults of one kind are easier to see where others lack. */
enum Character {
  /** Nothing goes wrong: the rarest of all. */
  PERFECT,
  /** Messages and requests get lost, late and twice. */
  UNRELIABLE,
  /** Processes die. */
  MORTAL,
  /** Everything but malice. */
  HARSH,
  /** Somebody lies, alters or mixes up. */
  HOSTILE;

  static final Set<Fault> MALICE =
      EnumSet.of(Fault.CORRUPT_OBJECT, Fault.CROSS_WIRE_OBJECT, Fault.LIE);
  private static final Set<Fault> DEATH =
      EnumSet.of(
          Fault.STALL,
          Fault.KILL,
          Fault.ABORT,
          Fault.LOSE_COMMIT,
          Fault.LOSE_COMMIT_ANSWER,
          Fault.FORGET_SENDING,
          Fault.LOSE_START,
          Fault.REPEAT_START,
          Fault.RESTART,
          Fault.LOSE_OBJECT_CALL,
          Fault.LOSE_OBJECT_ANSWER);
  private static final Set<Fault> PEOPLE =
      EnumSet.of(Fault.CANCEL, Fault.REFUSE, Fault.REPLACE_FILE);

  static Character of(Chance chance) {
    double drawn = chance.of("character");
    if (drawn < 0.02) {
      return PERFECT;
    }
    if (drawn < 0.17) {
      return UNRELIABLE;
    }
    if (drawn < 0.42) {
      return MORTAL;
    }
    return drawn < 0.85 ? HARSH : HOSTILE;
  }

  Set<Fault> faults() {
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    switch (this) {
      case PERFECT -> {
        // None.
      }
      case UNRELIABLE -> {
        faults.addAll(EnumSet.complementOf(EnumSet.copyOf(DEATH)));
        faults.removeAll(MALICE);
        faults.remove(Fault.REVOKE);
        faults.remove(Fault.EXPIRE);
      }
      case MORTAL -> {
        faults.addAll(DEATH);
        faults.addAll(PEOPLE);
        faults.add(Fault.STAND_BY);
      }
      case HARSH -> faults.addAll(EnumSet.complementOf(EnumSet.copyOf(MALICE)));
      case HOSTILE -> faults.addAll(EnumSet.allOf(Fault.class));
    }
    return faults;
  }
}
