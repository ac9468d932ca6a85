package org.aureole.platform.identity;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/** Turns the Authorization header of a call into a {@link Principal}. Thread-safe. */
public final class Authenticator {
  private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/=-]+)");

  private final TokenVerifier verifier;
  private final PrincipalDirectory directory;

  public Authenticator(TokenVerifier verifier, PrincipalDirectory directory) {
    this.verifier = Objects.requireNonNull(verifier);
    this.directory = Objects.requireNonNull(directory);
  }

  /**
   * What the caller's token states.
   *
   * @param authorization the one Authorization header, or empty when none came
   * @throws DomainException UNAUTHENTICATED without a valid bearer token; RESOURCE_EXHAUSTED while
   *     too many bad ones come
   */
  public VerifiedToken verify(Optional<String> authorization) {
    String header =
        authorization.orElseThrow(
            () -> unauthenticated("send the header Authorization: Bearer <OIDC token>"));
    Matcher matcher = BEARER.matcher(header.trim());
    if (!matcher.matches()) {
      throw unauthenticated("the Authorization header is not of the form Bearer <OIDC token>");
    }
    return verifier.verify(matcher.group(1));
  }

  /**
   * The caller.
   *
   * @return the party's principal, or one of role {@link Role#UNREGISTERED} when no row knows it
   */
  public Principal find(VerifiedToken token) {
    return directory
        .find(token.issuer(), token.subject())
        .orElseGet(() -> Principal.unregistered(token));
  }

  private static DomainException unauthenticated(String message) {
    return DomainException.of(ErrorCode.UNAUTHENTICATED, message);
  }
}
