package org.aureole.platform.http;

import java.util.function.Consumer;
import java.util.function.Function;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * Reads a list of a peer page by page, and not for ever: it is the peer that says whether more
 * comes.
 */
public final class Pages {
  /** The most pages of one list that are read. */
  public static final int MAX = 1000;

  private Pages() {}

  /**
   * Hands over every page in turn, at most {@link #MAX}.
   *
   * @param fetch gives the page of a token; the first one's token is empty
   * @param nextToken the token of the page after; empty on the last one
   * @throws DomainException PROTOCOL_VIOLATION if the list goes on after {@link #MAX} pages, which
   *     have been handed over; what {@code fetch} throws
   */
  public static <P> void each(
      Function<String, P> fetch, Function<P, String> nextToken, Consumer<P> taker) {
    String token = "";
    for (int read = 0; read < MAX; read++) {
      P page = fetch.apply(token);
      taker.accept(page);
      token = nextToken.apply(page);
      if (token.isEmpty()) {
        return;
      }
    }
    throw DomainException.of(
        ErrorCode.PROTOCOL_VIOLATION,
        "the peer's list goes on after " + MAX + " pages; no list is that long");
  }
}
