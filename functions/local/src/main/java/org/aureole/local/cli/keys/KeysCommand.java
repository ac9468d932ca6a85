package org.aureole.local.cli.keys;

import picocli.CommandLine.Command;

/** {@code aureole keys}. */
@Command(
    name = "keys",
    description = "See, publish and replace the keys of a party, and revoke its certificates.",
    subcommands = {ShowKeys.class, PublishKeys.class, RotateKeys.class, RevokeCertificate.class},
    footer = {"", "Example:", "  aureole keys show --as edp1"})
public final class KeysCommand {}
