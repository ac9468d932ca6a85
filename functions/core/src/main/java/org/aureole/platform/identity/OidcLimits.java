package org.aureole.platform.identity;

/** How long what names an identity may be. */
public final class OidcLimits {
  /** OpenID Connect Core 1.0, section 2: a {@code sub} has at most 255 characters. */
  public static final int SUBJECT_CHARS = 255;

  /** What the databases have room for; the specification sets no limit to an {@code iss}. */
  public static final int ISSUER_CHARS = 500;

  private OidcLimits() {}
}
