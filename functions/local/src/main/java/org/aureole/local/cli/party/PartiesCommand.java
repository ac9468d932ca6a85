package org.aureole.local.cli.party;

import picocli.CommandLine.Command;

/** {@code aureole parties}. */
@Command(
    name = "parties",
    description = "See who is in the market, bring parties in, and decide whom to trust.",
    subcommands = {
      ListParties.class,
      ListEventGroups.class,
      AddParty.class,
      RegisterParty.class,
      ApproveParty.class,
      SuspendParty.class,
      TrustParty.class,
      UntrustParty.class,
      DistrustCertificate.class,
      ListTrusted.class
    },
    footer = {"", "Example:", "  aureole parties list"})
public final class PartiesCommand {}
