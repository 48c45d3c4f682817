package dev.ringmaster.app.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar, and what it runs on. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "ringmaster " + number(),
      "JDK %s (%s), %s"
          .formatted(
              System.getProperty("java.runtime.version"),
              System.getProperty("java.vendor"),
              System.getProperty("java.home")),
      "%s %s, %s, %d processors"
          .formatted(
              System.getProperty("os.name"),
              System.getProperty("os.version"),
              System.getProperty("os.arch"),
              Runtime.getRuntime().availableProcessors())
    };
  }

  /** As in {@code 0.1.0}. */
  public static String number() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "(not packaged)");
  }
}
