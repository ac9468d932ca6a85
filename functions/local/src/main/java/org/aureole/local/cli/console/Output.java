package org.aureole.local.cli.console;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import java.io.PrintWriter;
import java.util.List;

/**
 * Where a command's answer goes: tables and sentences for people, or one line of JSON for scripts.
 * For use by one thread.
 */
public final class Output {
  private static final Gson JSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();
  private static final JsonFormat.Printer PROTO_JSON =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;

  /**
   * @param out for answers
   * @param err for progress
   * @param json whether a script reads
   */
  public Output(PrintWriter out, PrintWriter err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  public boolean isJson() {
    return json;
  }

  /** One line for people, however many the text has; nothing where a script reads. */
  public void say(String text) {
    if (!json) {
      out.println(printable(text));
      out.flush();
    }
  }

  /** Lines for people; nothing where a script reads. */
  public void say(List<String> lines) {
    lines.forEach(this::say);
  }

  /** What is going on, for people, apart from the answer; nothing where a script reads. */
  public void note(String text) {
    if (!json) {
      err.println(printable(text));
      err.flush();
    }
  }

  /** What people must know in any case, apart from the answer. */
  public void warn(String text) {
    err.println(printable(text));
    err.flush();
  }

  /** A table for people; nothing where a script reads. */
  public void table(Table table) {
    say(table.lines());
  }

  /** A message of the contract as one line of JSON. */
  public void json(MessageOrBuilder message) {
    // The printer itself would write = and < of a filter as escapes meant for web pages.
    line(JSON.toJson(tree(message)));
  }

  /** A value of maps, lists, texts, numbers and {@link #tree}s as one line of JSON. */
  public void json(Object value) {
    line(JSON.toJson(value));
  }

  /** A message of the contract as a part of a larger JSON value. */
  public static JsonElement tree(MessageOrBuilder message) {
    return JsonParser.parseString(print(message));
  }

  private void line(String text) {
    out.println(text);
    out.flush();
  }

  private static String print(MessageOrBuilder message) {
    try {
      return PROTO_JSON.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message of the contract has no JSON form", e);
    }
  }

  /**
   * The text with control characters shown as question marks, so that no name steers a terminal.
   */
  public static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
