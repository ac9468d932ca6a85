package org.aureole.local.cli.market;

import picocli.CommandLine.Command;

/** {@code aureole market}. */
@Command(
    name = "market",
    description = {"Run a whole market on this machine, or connect to one that runs elsewhere."},
    subcommands = {MarketUp.class, MarketDown.class, MarketStatus.class, ConnectMarket.class},
    footer = {"", "Example:", "  aureole market up --detach"})
public final class MarketCommand {}
