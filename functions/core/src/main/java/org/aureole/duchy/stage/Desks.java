package org.aureole.duchy.stage;

import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.intake.Inbox;
import org.aureole.duchy.intake.ManifestIntake;

/**
 * What the stages of every protocol work with.
 *
 * @param exchange what is pinned and committed
 * @param objects this Duchy's own bucket
 * @param handover hands over to other Duchies
 * @param results hands the result in
 */
public record Desks(
    DuchyStore store,
    Inbox inbox,
    ManifestIntake intake,
    Exchange exchange,
    InternalObjects objects,
    OwnSignature signature,
    HandoverDesk handover,
    ResultDesk results) {}
