package org.aureole.platform.identity;

import java.time.Instant;

/** What a verified bearer token states. Made by {@link TokenVerifier} alone; immutable. */
public record VerifiedToken(String issuer, String subject, Instant expiry) {}
