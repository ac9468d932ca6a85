package org.aureole.local.cli.console;

/** Whether a person looks at standard error. */
public final class Terminal {
  /** Set by the launcher, which can ask the system. */
  private static final String PROPERTY = "aureole.terminal";

  private Terminal() {}

  /** True if standard error is a terminal, as far as can be known. */
  public static boolean isInteractive() {
    String told = System.getProperty(PROPERTY);
    return told == null ? System.console() != null : Boolean.parseBoolean(told);
  }
}
