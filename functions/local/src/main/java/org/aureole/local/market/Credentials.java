package org.aureole.local.market;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.aureole.local.issuer.ClientCredentials;
import org.aureole.local.secret.PrivateFile;
import org.aureole.model.error.DomainException;
import org.aureole.platform.identity.TokenSource;

/**
 * The OIDC subjects as which the people of one party may call, each with its client secret: the
 * file {@code credentials.json} of the party, readable by its owner alone. Immutable; shows no
 * secret.
 */
public final class Credentials {
  private static final Gson JSON = new GsonBuilder().setPrettyPrinting().create();

  private final Map<String, String> secrets;

  /**
   * @param secrets client secret by subject, which is the client id
   */
  public Credentials(Map<String, String> secrets) {
    this.secrets = Map.copyOf(secrets);
  }

  /**
   * The credentials in a file.
   *
   * @param file see {@link MarketFolder#credentials}
   * @throws DomainException FAILED_PRECONDITION if there are none, or others may read them
   */
  public static Credentials read(Path file) {
    byte[] bytes =
        new PrivateFile(file)
            .read()
            .orElseThrow(() ->
                DomainException.precondition(
                    "there are no credentials in "
                        + file
                        + "; start the market once, with:"
                        + " aureole market up"));
    try {
      Map<String, String> secrets =
          JSON.fromJson(
              new String(bytes, StandardCharsets.UTF_8),
              new TypeToken<TreeMap<String, String>>() {}.getType());
      if (secrets != null) {
        return new Credentials(secrets);
      }
    } catch (JsonParseException e) {
      // Told below, without the cause, which may quote a secret.
    }
    throw DomainException.precondition(
        file + " holds no credentials; remove it and start the market again");
  }

  /** Writes the file, all of it or nothing. */
  public void write(Path file) {
    new PrivateFile(file)
        .write(JSON.toJson(new TreeMap<>(secrets)).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Tokens of one subject, from the market's issuer.
   *
   * @throws DomainException FAILED_PRECONDITION if the file has no secret for the subject
   */
  public TokenSource tokens(String subject, URI issuer, HttpClient http, InstantSource clock) {
    String secret = secrets.get(subject);
    if (secret == null) {
      throw DomainException.precondition(
          "the credentials hold no secret for "
              + subject
              + "; they are for "
              + String.join(", ", new TreeMap<>(secrets).keySet()));
    }
    return new ClientCredentials(issuer, subject, secret, http, clock);
  }

  @Override
  public String toString() {
    return "Credentials" + secrets.keySet();
  }
}
