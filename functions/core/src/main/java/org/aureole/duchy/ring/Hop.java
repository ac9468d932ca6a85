package org.aureole.duchy.ring;

import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.llv2.Llv2Parameters;
import org.aureole.duchy.computation.Output;
import org.aureole.platform.handover.InboxFolder;

/** A hand-over from one Duchy of the ring to another. Immutable. */
enum Hop {
  /** From each worker to the aggregator. */
  SETUP(InboxFolder.SETUP, Output.Kind.SETUP_RECORDS, Output.Kind.SETUP_MANIFEST),
  /** Registers, once round the ring. */
  PHASE_ONE(InboxFolder.PHASE_ONE, Output.Kind.PHASE_ONE_RECORDS, Output.Kind.PHASE_ONE_MANIFEST),
  /** Tuples, once round the ring. */
  PHASE_TWO(InboxFolder.PHASE_TWO, Output.Kind.PHASE_TWO_RECORDS, Output.Kind.PHASE_TWO_MANIFEST),
  /** Counts, then rows, once round the ring. */
  PHASE_THREE(
      InboxFolder.PHASE_THREE, Output.Kind.PHASE_THREE_RECORDS, Output.Kind.PHASE_THREE_MANIFEST);

  private final String stage;
  private final Output.Kind records;
  private final Output.Kind manifest;

  Hop(String stage, Output.Kind records, Output.Kind manifest) {
    this.stage = stage;
    this.records = records;
    this.manifest = manifest;
  }

  /** Its name in the inbox. */
  String stage() {
    return stage;
  }

  /** What is committed for it. */
  Output.Kind records() {
    return records;
  }

  /** The manifest that is committed with the records. */
  Output.Kind manifest() {
    return manifest;
  }

  /** The size of what workers pass on; the first one's input of phase three is a lone count. */
  int recordBytes(Llv2Parameters parameters) {
    return switch (this) {
      case SETUP, PHASE_ONE -> parameters.registerBytes();
      case PHASE_TWO -> CurveKernel.TUPLE_BYTES;
      case PHASE_THREE -> parameters.rowBytes();
    };
  }
}
