package org.aureole.model.name;

/**
 * A typed resource name; {@code toString()} is its written form, which {@code parse} reads back.
 */
public sealed interface ResourceName
    permits PartyName,
        CertificateName,
        MeasurementName,
        RequisitionName,
        EventGroupName,
        ComputationName,
        ParticipantName,
        PopulationName {}
