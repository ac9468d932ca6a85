package org.aureole.local.market;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import org.aureole.local.issuer.LocalIssuer;
import org.aureole.local.keys.LocalKeys;
import org.aureole.local.keys.MasterKey;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.TokenSource;
import org.aureole.platform.keys.KeyLifetimes;
import org.aureole.platform.keys.StoredKeys;
import org.aureole.v1.OidcSubject;

/**
 * What every party of the market finds in its surroundings: clock, randomness, an HTTP client, the
 * issuer of identities. Thread-safe.
 */
record LocalCloud(
    MarketConfig config,
    MarketFolder folder,
    LocalIssuer issuer,
    HttpClient http,
    InstantSource clock,
    SecureRandom random) {

  TokenSource tokens(String subject) {
    return issuer.tokenSource(subject);
  }

  /** A client of a party's API that calls under a subject. */
  ApiClient client(PartyConfig target, String subject) {
    return new ApiClient(target.url(), tokens(subject), http);
  }

  /** The private keys of a party, in its own folder, under its own master key. */
  StoredKeys keys(PartyConfig party) {
    Folders.create(folder.party(party.id()));
    Folders.create(folder.masterKeys());
    return LocalKeys.open(
        folder.keys(party.id()),
        MasterKey.inFolder(folder.masterKey(party.id()), random),
        KeyLifetimes.DEFAULT,
        clock,
        random);
  }

  /** The identities that a party's configuration names: its own, and the Kingdom's topics. */
  Map<OidcSubject, Role> ownIdentities(PartyConfig party) {
    return Map.of(
        identity(party.operatorSubject()), Role.OPERATOR,
        identity(party.platformSubject()), Role.PLATFORM,
        identity(config.kingdom().platformSubject()), Role.KINGDOM);
  }

  OidcSubject identity(String subject) {
    return OidcSubject.newBuilder()
        .setIssuer(config.issuerUrl().toString())
        .setSubject(subject)
        .build();
  }

  /** Where a party takes uploads for a bucket. */
  URI storageUrl() {
    return URI.create("http://127.0.0.1:" + config.storagePort());
  }
}
