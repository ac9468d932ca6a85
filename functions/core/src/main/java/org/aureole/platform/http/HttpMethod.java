package org.aureole.platform.http;

/** The HTTP methods that endpoints of Aureole offer. */
public enum HttpMethod {
  GET(false, true),
  POST(true, false),
  PUT(true, true),
  PATCH(true, false),
  DELETE(false, true);

  private final boolean body;
  private final boolean idempotent;

  HttpMethod(boolean body, boolean idempotent) {
    this.body = body;
    this.idempotent = idempotent;
  }

  /** Whether a request of this method carries a message. */
  public boolean hasBody() {
    return body;
  }

  /** Whether HTTP itself says that repeating the request changes nothing more (RFC 9110 §9.2.2). */
  public boolean isIdempotent() {
    return idempotent;
  }
}
