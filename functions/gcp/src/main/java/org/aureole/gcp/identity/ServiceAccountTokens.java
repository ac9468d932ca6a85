package org.aureole.gcp.identity;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.IdToken;
import com.google.auth.oauth2.IdTokenProvider;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.aureole.model.error.DomainException;
import org.aureole.platform.identity.TokenCache;
import org.aureole.platform.identity.TokenSource;

/**
 * OIDC tokens of the service account that this process runs as, from the metadata server: the
 * issuer is Google, the subject the account's unique id. Thread-safe.
 */
public final class ServiceAccountTokens implements TokenSource {
  private final TokenCache cache;

  /**
   * @param credentials of a service account
   * @throws DomainException FAILED_PRECONDITION if they are none that can tell who they are
   */
  public ServiceAccountTokens(GoogleCredentials credentials, InstantSource clock) {
    if (!(credentials instanceof IdTokenProvider provider)) {
      throw DomainException.precondition(
          "the credentials of this process are not those of a service account, and give no OIDC"
              + " tokens");
    }
    this.cache = new TokenCache(audience -> mint(provider, audience), clock);
  }

  private static TokenCache.Minted mint(IdTokenProvider provider, String audience) {
    try {
      IdToken token =
          provider.idTokenWithAudience(audience, List.of(IdTokenProvider.Option.FORMAT_FULL));
      return new TokenCache.Minted(token.getTokenValue(), token.getExpirationTime().toInstant());
    } catch (IOException e) {
      throw DomainException.unavailable("the metadata server gave no OIDC token", e);
    }
  }

  @Override
  public String token(String audience) {
    return cache.token(audience);
  }
}
