package org.aureole.local.cli.market;

import picocli.CommandLine.Command;

/** {@code aureole market}. */
@Command(
    name = "market",
    description = "Run a whole market on this machine.",
    subcommands = {MarketUp.class, MarketDown.class, MarketStatus.class},
    footer = {"", "Example:", "  aureole market up --detach"})
public final class MarketCommand {}
