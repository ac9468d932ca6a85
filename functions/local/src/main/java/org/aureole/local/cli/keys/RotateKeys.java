package org.aureole.local.cli.keys;

import java.util.Map;
import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.platform.keys.KeyPublication;
import org.aureole.platform.keys.StoredKeys;
import org.aureole.v1.Party;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "rotate",
    description = {
      "Replace a party's keys and publish the new ones.",
      "What the old certificate signed stays valid until that one expires or is revoked; what was",
      "sealed to the old encryption key can still be opened."
    },
    footer = {
      "",
      "Examples:",
      "  aureole keys rotate --as edp1",
      "  aureole keys rotate --as mc1 --only SIGNING"
    })
final class RotateKeys implements Callable<Integer> {
  /** The keys that can be replaced by themselves. */
  enum Key {
    SIGNING,
    ENCRYPTION
  }

  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Option(
      names = "--only",
      paramLabel = "KEY",
      description = "Replace only one of ${COMPLETION-CANDIDATES}; both where it is left out.")
  private Key only;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.party(session.config());
    StoredKeys keys = session.keys(self);
    if (only != Key.ENCRYPTION) {
      keys.rotateSigning(keys.signing().chain().fingerprint());
    }
    if (only != Key.SIGNING) {
      keys.rotateEncryption(keys.encryptionKey().fingerprint());
    }
    Party published = KeyPublication.publish(session.kingdom(self), self.name(), keys);
    Output output = options.output();
    if (output.isJson()) {
      output.json(
          Map.of(
              "party", published.getName(),
              "certificate", published.getCertificate(),
              "encryptionKey", keys.encryptionKey().fingerprint().hex()));
    } else {
      output.say(published.getName() + " now signs under " + published.getCertificate() + ".");
      output.say("Its encryption key is " + keys.encryptionKey().fingerprint() + ".");
    }
    return 0;
  }
}
