package dev.ringmaster.app.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the program is installed: its jar, the sample server and the examples side by side. */
public record Home(Path folder) {
  /**
   * Looks for it.
   *
   * @throws UserError where it is not whole
   */
  public static Home find() throws UserError {
    String named = System.getProperty("ringmaster.home", "");
    Path folder = named.isEmpty() ? besideJar() : Path.of(named);
    Home home = new Home(folder.toAbsolutePath().normalize());
    if (!Files.isRegularFile(home.sampleJar())) {
      throw new UserError(
          "%s: got no %s, expected the folder that the build makes: run `mvn package`"
              .formatted(home.folder, home.sampleJar().getFileName()));
    }
    return home;
  }

  /** The sample server. */
  public Path sampleJar() {
    return folder.resolve("ringmaster-replica.jar");
  }

  /** The manifest that is taken where none is named. */
  public Path quickstart() {
    return folder.resolve("examples").resolve("quickstart.yaml");
  }

  private static Path besideJar() {
    try {
      Path code = Path.of(Home.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path parent = code.getParent();
      return parent == null ? code : parent;
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
