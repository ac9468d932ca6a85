package org.aureole.local.cli.keys;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import org.aureole.local.cli.console.Output;
import org.aureole.v1.Certificate;

/**
 * The public side of a party's keys.
 *
 * @param root fingerprint of the root certificate, which others approve
 * @param signing fingerprint of the signing certificate
 * @param encryption fingerprint of the key to which others seal
 * @param current resource name of the certificate that the Kingdom holds for current
 */
record KeySummary(String party, String root, String signing, String encryption, String current) {
  JsonObject json(List<Certificate> certificates) {
    JsonObject json = new JsonObject();
    json.addProperty("party", party);
    json.addProperty("rootCertificate", root);
    json.addProperty("signingCertificate", signing);
    json.addProperty("encryptionKey", encryption);
    json.addProperty("currentCertificate", current);
    JsonArray all = new JsonArray();
    certificates.forEach(certificate -> all.add(Output.tree(certificate)));
    json.add("certificates", all);
    return json;
  }
}
