package org.aureole.local.issuer;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.aureole.local.secret.PrivateFile;
import org.aureole.model.error.DomainException;
import org.aureole.platform.identity.TokenCache;
import org.aureole.platform.identity.TokenSource;

/**
 * Tokens that a command of the user's gives, such as {@code gcloud auth print-identity-token}: how
 * people call parties that run elsewhere. A shell runs it, with the audience in the variable {@code
 * AUDIENCE}; it prints the token and nothing else. Thread-safe.
 */
public final class TokenCommand implements TokenSource {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int LONGEST_TOKEN = 64 << 10;

  private final String command;
  private final TokenCache cache;

  public TokenCommand(String command, InstantSource clock) {
    this.command = Objects.requireNonNull(command);
    this.cache = new TokenCache(this::mint, clock);
  }

  /**
   * The command in a file that its owner alone may write, as it will be executed.
   *
   * @throws DomainException FAILED_PRECONDITION if there is none
   */
  public static TokenCommand read(Path file, InstantSource clock) {
    byte[] bytes =
        new PrivateFile(file)
            .read()
            .orElseThrow(() ->
                DomainException.precondition(
                    "nobody here acts for "
                        + file.getParent().getFileName()
                        + ": there is no "
                        + file
                        + "; say who you are by --as, or connect by: aureole market connect "
                        + file.getParent().getFileName()));
    return new TokenCommand(new String(bytes, StandardCharsets.UTF_8), clock);
  }

  /** Writes the command into a file. */
  public void write(Path file) {
    new PrivateFile(file).write(command.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String token(String audience) {
    return cache.token(audience);
  }

  private TokenCache.Minted mint(String audience) {
    String printed = run(audience).strip();
    JWTClaimsSet claims;
    try {
      claims = JWTParser.parse(printed).getJWTClaimsSet();
    } catch (ParseException e) {
      // Without the cause, which may quote the token.
      throw DomainException.precondition(
          "the token command printed " + printed.length() + " characters that are no token");
    }
    if (claims.getExpirationTime() == null || !claims.getAudience().contains(audience)) {
      throw DomainException.precondition(
          "the token command printed a token for "
              + claims.getAudience()
              + ", and one for "
              + audience
              + " is needed; let it use the variable AUDIENCE, as in: gcloud auth"
              + " print-identity-token --impersonate-service-account=... --audiences=\"$AUDIENCE\"");
    }
    return new TokenCache.Minted(printed, claims.getExpirationTime().toInstant());
  }

  private String run(String audience) {
    ProcessBuilder builder =
        new ProcessBuilder(List.of("sh", "-c", command))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectInput(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("AUDIENCE", audience);
    Process process = null;
    try {
      process = builder.start();
      // Its end is awaited first: one that hangs, or prints more than a pipe holds, is no token.
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw DomainException.unavailable("the token command does not end", null);
      }
      if (process.exitValue() != 0) {
        throw DomainException.precondition(
            "the token command ended with status " + process.exitValue());
      }
      try (InputStream out = process.getInputStream()) {
        return new String(out.readNBytes(LONGEST_TOKEN), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw DomainException.precondition("the token command cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.unavailable("interrupted while a token was asked for", e);
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }
}
