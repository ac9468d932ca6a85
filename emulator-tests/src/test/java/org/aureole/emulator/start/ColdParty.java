package org.aureole.emulator.start;

import java.util.List;

/** A kind of party, as it is deployed: its archive, and its functions with a first request each. */
enum ColdParty {
  KINGDOM("kingdom", "api", "sweep"),
  DUCHY("duchy", "api", "messages", "storage", "sweep"),
  EDP("edp", "api", "messages", "storage", "sweep");

  private final String id;
  private final List<String> functions;

  ColdParty(String id, String... functions) {
    this.id = id;
    this.functions = List.of(functions);
  }

  /** How its archive and its functions are called. */
  String id() {
    return id;
  }

  /** The functions' names after the party's. */
  List<String> functions() {
    return functions;
  }

  /** The simple name of the entry class of a function. */
  static String entry(String function) {
    return switch (function) {
      case "api" -> "ApiFunction";
      case "messages" -> "KingdomMessagesFunction";
      case "storage" -> "StorageEventsFunction";
      case "sweep" -> "SweepFunction";
      default -> throw new IllegalArgumentException(function);
    };
  }
}
