package org.aureole.platform.net;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Objects;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * Which URLs a party calls because another party names them: the base URL that a Duchy signs, and
 * the upload URL that it answers with. Without a check a hostile peer could have this party call
 * what only this party can reach, such as its cloud's metadata service. Immutable.
 *
 * <p>The name is resolved here and again by the connection; the JVM's cache of addresses makes both
 * the same for some seconds, so a name that changes in between is not ruled out but made useless
 * for most. Nobody learns what came back: an answer that is none of ours is told by its status.
 */
public final class PeerUrls {
  /** For parties on the Internet: https, and no address of an internal network. */
  public static final PeerUrls PUBLIC = new PeerUrls(true, InetAddress::getAllByName);

  /** For parties of one machine: loopback and nothing else. */
  public static final PeerUrls LOOPBACK = new PeerUrls(false, InetAddress::getAllByName);

  private static final int SHARED_NET = 100;
  private static final int SHARED_MASK = 0xC0;
  private static final int SHARED_BITS = 0x40;
  private static final int UNIQUE_LOCAL_MASK = 0xFE;
  private static final int UNIQUE_LOCAL_BITS = 0xFC;
  private static final int IPV6_BYTES = 16;

  private final boolean isPublic;
  private final Resolver resolver;

  /** Finds the addresses of a host. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  PeerUrls(boolean isPublic, Resolver resolver) {
    this.isPublic = isPublic;
    this.resolver = Objects.requireNonNull(resolver);
  }

  /**
   * The URL itself.
   *
   * @param who named it, for the message; the URL is not shown, it may be a secret
   * @throws DomainException PROTOCOL_VIOLATION if it is not to be called; UNAVAILABLE if its host
   *     has no address now
   */
  public URI check(URI url, String who) {
    boolean scheme =
        "https".equalsIgnoreCase(url.getScheme())
            || (!isPublic && "http".equalsIgnoreCase(url.getScheme()));
    if (!scheme || url.getHost() == null || url.getRawUserInfo() != null) {
      throw violation(
          who
              + " names a URL that is not "
              + (isPublic ? "https" : "http or https")
              + " to a host");
    }
    InetAddress[] addresses;
    try {
      addresses = resolver.resolve(url.getHost());
    } catch (UnknownHostException e) {
      throw DomainException.unavailable("the host that " + who + " names has no address", e);
    }
    for (InetAddress address : addresses) {
      if (isPublic == isInternal(address) || (!isPublic && !address.isLoopbackAddress())) {
        throw violation(
            who
                + " names a URL "
                + (isPublic ? "inside a network of this party's own" : "outside this machine"));
      }
    }
    return url;
  }

  private static boolean isInternal(InetAddress address) {
    return address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()
        || isSharedOrUniqueLocal(address.getAddress());
  }

  /** 100.64.0.0/10 (RFC 6598) and fc00::/7 (RFC 4193), which {@link InetAddress} does not know. */
  private static boolean isSharedOrUniqueLocal(byte[] address) {
    return address.length == IPV6_BYTES
        ? (address[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL_BITS
        : address[0] == SHARED_NET && (address[1] & SHARED_MASK) == SHARED_BITS;
  }

  private static DomainException violation(String message) {
    return DomainException.of(ErrorCode.PROTOCOL_VIOLATION, message);
  }
}
