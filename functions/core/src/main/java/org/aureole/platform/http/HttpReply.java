package org.aureole.platform.http;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.Map;

/**
 * One HTTP answer. Immutable.
 *
 * @param status the HTTP status code
 * @param headers the headers, one value each
 * @param body the body; empty for none
 */
public record HttpReply(int status, Map<String, String> headers, ByteString body) {
  public HttpReply {
    headers = Map.copyOf(headers);
  }

  static HttpReply empty(int status) {
    return new HttpReply(status, Map.of(), ByteString.EMPTY);
  }

  /** The same answer with more headers; a header given here wins. */
  HttpReply with(Map<String, String> more) {
    HashMap<String, String> all = new HashMap<>(headers);
    all.putAll(more);
    return new HttpReply(status, all, body);
  }

  HttpReply withoutBody() {
    return new HttpReply(status, headers, ByteString.EMPTY);
  }
}
