package org.aureole.platform.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * URLs that other parties give, to which this party then sends tokens, shares and results.
 *
 * <p>They are https; http is for parties on one machine, that is for loopback alone. They name a
 * host, no user and no fragment. In a market out there, no other party leads anybody into his own
 * machine or network by address. What a host's name resolves to is not looked at: who runs this
 * program where names lead to inner services closes the network for it.
 */
public final class PeerUrl {
  /** What the databases of all parties have room for. */
  private static final int MOST_BASE_CHARS = 500;

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private PeerUrl() {}

  /**
   * The base URL of a party's API, as its own configuration or its registration says.
   *
   * @throws IllegalArgumentException saying what is wrong, without the text
   */
  public static URI base(String text) {
    require(text.length() <= MOST_BASE_CHARS, "is longer than " + MOST_BASE_CHARS);
    URI url = parse(text);
    require(url.getRawQuery() == null, "has a query");
    return url;
  }

  /**
   * The base URL of another party's API, to which this one is about to send something.
   *
   * @param market where a party of the market is that this one knows by its own configuration; on
   *     loopback, the whole market is on this machine
   * @throws IllegalArgumentException saying what is wrong, without the text
   */
  public static URI peer(String text, URI market) {
    return outwards(base(text), market);
  }

  /**
   * A URL to upload to, as the party whose API is at {@code api} gave it.
   *
   * @throws IllegalArgumentException saying what is wrong, without the text, which is a secret
   */
  public static URI upload(String text, URI api) {
    return outwards(parse(text), api);
  }

  private static URI outwards(URI url, URI from) {
    require(
        isLoopback(from) || !isInner(url.getHost()),
        "leads from another machine into this network");
    return url;
  }

  private static URI parse(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is no URL"); // The cause would quote it.
    }
    require(url.getScheme() != null && url.getHost() != null, "names no host");
    require(url.getRawUserInfo() == null, "names a user");
    require(url.getRawFragment() == null, "has a fragment");
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    require(
        scheme.equals("https") || (scheme.equals("http") && isLoopback(url)),
        "is not https; http is for loopback alone");
    return url;
  }

  private static boolean isLoopback(URI url) {
    return url.getHost() != null && LOOPBACK.contains(url.getHost().toLowerCase(Locale.ROOT));
  }

  /** Whether a host is written as an address that is not out there, or is this machine's name. */
  private static boolean isInner(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.equals("localhost") || lower.endsWith(".localhost")) {
      return true;
    }
    if (lower.startsWith("[")) {
      return true; // No party offers storage under a bare IPv6 address.
    }
    // Any spelling of an IPv4 address: its last part is a number, which no domain's is.
    String last = lower.substring(lower.lastIndexOf('.') + 1);
    return last.matches("[0-9]+|0x[0-9a-f]*");
  }

  private static void require(boolean right, String wrong) {
    if (!right) {
      throw new IllegalArgumentException(wrong);
    }
  }
}
