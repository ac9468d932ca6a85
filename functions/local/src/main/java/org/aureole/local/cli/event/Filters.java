package org.aureole.local.cli.event;

import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.pipelines.filter.EventFilter;
import org.aureole.pipelines.filter.FilterCompiler;
import org.aureole.pipelines.template.EventTemplates;

/** The option {@code --filter}, compiled as the data providers compile it. */
public final class Filters {
  private static final String PLACE = "filter: ";

  private Filters() {}

  /**
   * Compiles a filter.
   *
   * @param text CEL; empty admits every event
   * @throws DomainException INVALID_ARGUMENT at {@code --filter}, saying where and what is wrong
   */
  public static EventFilter compile(String text) {
    try {
      return new FilterCompiler(EventTemplates.AD_EVENT).compile(text);
    } catch (DomainException e) {
      if (e.code() != ErrorCode.INVALID_FILTER) {
        throw e;
      }
      String message = e.getMessage();
      throw DomainException.invalid(
          "--filter", message.startsWith(PLACE) ? message.substring(PLACE.length()) : message);
    }
  }
}
