package org.aureole.platform.blob;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/**
 * Leave to store one object with one HTTP PUT. Immutable. The URL is a bearer credential: it is
 * given to the sender it was made for and kept out of logs, and so out of {@link #toString}.
 *
 * @param url where to PUT the bytes
 * @param headers headers that the PUT must carry as they are
 * @param expiry until when the PUT must have begun
 */
public record Upload(URI url, Map<String, String> headers, Instant expiry) {
  public Upload {
    headers = Map.copyOf(headers);
  }

  @Override
  public String toString() {
    return "Upload[to " + url.getHost() + ", until " + expiry + "]";
  }
}
