package org.aureole.local.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** Where a command's answer goes: tables and sentences for people, or JSON for scripts. */
final class Output {
  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final JsonFormat.Printer PROTO_JSON =
      JsonFormat.printer().omittingInsignificantWhitespace();
  private static final int GAP = 2;

  private final PrintWriter out;
  private final boolean json;

  Output(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  boolean isJson() {
    return json;
  }

  /** One line for people; nothing where a script reads. */
  void say(String text) {
    if (!json) {
      out.println(text);
      out.flush();
    }
  }

  /** A message as one line of JSON. */
  void json(Message message) {
    try {
      out.println(PROTO_JSON.print(message));
      out.flush();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message of the contract has no JSON form", e);
    }
  }

  /** A value of maps, lists, texts and numbers as one line of JSON. */
  void json(Object value) {
    out.println(JSON.toJson(value));
    out.flush();
  }

  /** A table with a header; columns as wide as what is in them. */
  void table(List<String> header, List<List<String>> rows) {
    Column[] columns = new Column[header.size()];
    for (int c = 0; c < columns.length; c++) {
      int width = header.get(c).length();
      for (List<String> row : rows) {
        width = Math.max(width, row.get(c).length());
      }
      columns[c] = new Column(width + GAP, 0, Overflow.SPAN);
    }
    TextTable table =
        TextTable.forColumns(CommandLine.Help.defaultColorScheme(Ansi.OFF), columns);
    table.addRowValues(header.toArray(String[]::new));
    for (List<String> row : rows) {
      table.addRowValues(row.toArray(String[]::new));
    }
    table.toString().lines().map(String::stripTrailing).forEach(out::println);
    out.flush();
  }
}
