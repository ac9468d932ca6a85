package org.aureole.local.cli.console;

/** Whether a person looks at standard error. */
public final class Terminal {
  /** Set by the launcher, which can ask the system. */
  private static final String PROPERTY = "aureole.terminal";

  private Terminal() {}

  /** True if the launcher said so; a virtual machine alone cannot know. */
  public static boolean isInteractive() {
    return Boolean.getBoolean(PROPERTY);
  }
}
