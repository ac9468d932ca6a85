package org.aureole.local.cli.provider;

import picocli.CommandLine.Command;

/** {@code aureole requisitions}. */
@Command(
    name = "requisitions",
    description = "See and refuse what a data provider is asked.",
    subcommands = {ListRequisitions.class, RefuseRequisition.class},
    footer = {"", "Example:", "  aureole requisitions list --as edp1"})
public final class RequisitionsCommand {}
