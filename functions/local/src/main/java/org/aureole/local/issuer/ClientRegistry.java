package org.aureole.local.issuer;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.aureole.local.secret.PrivateFile;
import org.aureole.model.error.DomainException;

/**
 * The clients of the issuer, with salted hashes of their secrets, in a private file.
 *
 * <p>Secrets are drawn here, 256 bits each, so one round of SHA-256 hides them: nobody can guess
 * their way through that many. Thread-safe.
 */
final class ClientRegistry {
  private static final Pattern CLIENT_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Gson GSON = new Gson();
  private static final int SECRET_BYTES = 32;
  private static final int SALT_BYTES = 16;

  private final PrivateFile file;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Entry> clients;

  private record Entry(String salt, String sha256) {}

  ClientRegistry(Path path) {
    this.file = new PrivateFile(path);
    this.clients = file.read().map(bytes -> parse(path, bytes)).orElseGet(TreeMap::new);
  }

  private static Map<String, Entry> parse(Path path, byte[] bytes) {
    try {
      Map<String, Entry> parsed =
          GSON.fromJson(
              new String(bytes, StandardCharsets.UTF_8),
              new TypeToken<TreeMap<String, Entry>>() {}.getType());
      if (parsed != null) {
        return parsed;
      }
    } catch (JsonParseException e) {
      // Told below.
    }
    throw DomainException.precondition(
        path + " is no list of clients; remove it and register the clients again");
  }

  /**
   * Registers a client, or gives a registered one another secret.
   *
   * @return the secret, which is not kept
   */
  synchronized String register(String clientId) {
    checkId(clientId);
    String secret = draw(SECRET_BYTES);
    String salt = draw(SALT_BYTES);
    Map<String, Entry> changed = new TreeMap<>(clients);
    changed.put(clientId, new Entry(salt, encode(hash(salt, secret))));
    file.write(GSON.toJson(changed).getBytes(StandardCharsets.UTF_8));
    clients.put(clientId, changed.get(clientId));
    return secret;
  }

  /** Removes a client; false when there was none. */
  synchronized boolean remove(String clientId) {
    if (!clients.containsKey(clientId)) {
      return false;
    }
    Map<String, Entry> changed = new HashMap<>(clients);
    changed.remove(clientId);
    file.write(GSON.toJson(changed).getBytes(StandardCharsets.UTF_8));
    clients.remove(clientId);
    return true;
  }

  synchronized Set<String> ids() {
    return new TreeSet<>(clients.keySet());
  }

  /** Whether that client has that secret; takes the same time for a client that does not exist. */
  synchronized boolean verify(String clientId, String secret) {
    Entry entry = clients.getOrDefault(clientId, new Entry("", ""));
    byte[] expected = Base64.getUrlDecoder().decode(entry.sha256());
    return MessageDigest.isEqual(hash(entry.salt(), secret), expected);
  }

  static void checkId(String clientId) {
    if (!CLIENT_ID.matcher(clientId).matches()) {
      throw DomainException.invalid(
          "clientId", "must be 1 to 63 characters of a-z, 0-9 and '-', no '-' in front");
    }
  }

  private String draw(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return encode(drawn);
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] hash(String salt, String secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return digest.digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
