package dev.ringmaster.app.terminal;

import java.util.List;

/**
 * Colour for people: none unless the stream is a terminal, none where {@code NO_COLOR} is set.
 *
 * <p>The launcher says which streams are terminals: the JDK can't without loading a console.
 */
public enum Colors {
  ON,
  OFF;

  /** Set by the launcher to {@code out}, {@code err} or {@code out,err}. */
  private static final String TERMINALS = "ringmaster.terminal";

  private static volatile boolean disabled;

  /** Asks picocli nothing: it would load a console to find out. */
  private static final String PICOCLI = "picocli.ansi";

  /** Those of results. */
  public static Colors out() {
    return of("out");
  }

  /** Those of errors. */
  public static Colors err() {
    return of("err");
  }

  /**
   * Somebody may be looking.
   *
   * @param stream {@code out} or {@code err}
   */
  public static boolean isTerminal(String stream) {
    return List.of(System.getProperty(TERMINALS, "").split(",")).contains(stream);
  }

  private static Colors of(String stream) {
    boolean terminal =
        isTerminal(stream)
            && !disabled
            && System.getenv().getOrDefault("NO_COLOR", "").isEmpty()
            && !"dumb".equals(System.getenv("TERM"));
    return terminal ? ON : OFF;
  }

  /** Tells the library of the command line; usage goes to either stream. */
  public static void install() {
    boolean both = out() == ON && err() == ON;
    System.setProperty(PICOCLI, Boolean.toString(both));
  }

  /** None from now on. */
  public static void disable() {
    disabled = true;
    install();
  }

  /** A heading, a name. */
  public String bold(String text) {
    return paint("1", text);
  }

  /** It is well. */
  public String green(String text) {
    return paint("32", text);
  }

  /** It failed. */
  public String red(String text) {
    return paint("31", text);
  }

  private String paint(String code, String text) {
    return this == ON ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
