package org.aureole.crypto.llv2;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.aureole.model.error.DomainException;

/**
 * The order in which the Duchies of a computation work: sorted by SHA-1 of public key ‖ computation
 * as a signed big-endian number, the aggregator last. The key is taken as UTF-8 text and written
 * back, so that bytes that are no text become replacement characters.
 *
 * <p>SHA-1 is here a way to deal positions evenly, not a protection.
 */
public final class DuchyRing {
  private DuchyRing() {}

  /**
   * The names of all Duchies in ring order.
   *
   * @param publicKeys the public key of each Duchy, by name
   * @param aggregator the name of one of them
   * @param computation the global id of the computation
   */
  public static List<String> order(
      Map<String, byte[]> publicKeys, String aggregator, String computation) {
    if (!publicKeys.containsKey(aggregator)) {
      throw DomainException.invalid("aggregator", "is not one of the Duchies");
    }
    Comparator<String> byDigest =
        Comparator.comparing(name -> digest(publicKeys.get(name), computation));
    Stream<String> workers =
        publicKeys.keySet().stream()
            .filter(name -> !name.equals(aggregator))
            .sorted(byDigest.thenComparing(Comparator.naturalOrder()));
    return Stream.concat(workers, Stream.of(aggregator)).toList();
  }

  private static BigInteger digest(byte[] publicKey, String computation) {
    String text = new String(publicKey, StandardCharsets.UTF_8) + computation;
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return new BigInteger(sha1.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime offers no SHA-1", e);
    }
  }
}
