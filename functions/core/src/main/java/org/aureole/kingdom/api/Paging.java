package org.aureole.kingdom.api;

import org.aureole.kingdom.store.Page;
import org.aureole.platform.http.Call;

/** The query parameters of lists. */
final class Paging {
  static final String SIZE = "pageSize";
  static final String TOKEN = "pageToken";

  private static final int DEFAULT_SIZE = 50;

  private Paging() {}

  /**
   * The page that a call asks for.
   *
   * @param scope names the list with its filters
   */
  static Page of(Call call, String scope) {
    int size = call.query().integer(SIZE, 1, Page.MAX_SIZE, DEFAULT_SIZE);
    return Page.of(size, call.query().text(TOKEN), scope);
  }
}
