package dev.ringmaster.deploy.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is made from the chart and committed: {@code deploy/} and the table in its README. */
final class ManifestsTest {
  private static final Path MANIFEST = Path.of("..", "deploy", "2-ringmaster.yaml");
  private static final Path README = Chart.OURS.folder().resolve("README.md");
  private static final String WRITE =
      "mvn -pl replica,operator test -Dtest=ManifestsTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dringmaster.deploy.write=true writes it";

  /** Of the namespace in the file beside it; {@code crds/} is for somebody else to remove. */
  private static final String HOME = "ringmaster-system";

  private static final String HEAD =
      """
      # What helm/ringmaster renders with its default values, for those without Helm: kubectl apply -f crds/
      # first, then kubectl apply -f deploy/. Change it there, and write this file anew as CONTRIBUTING.md says.
      """;

  @Test
  void committedManifest_isThatOfTheChart() throws IOException {
    String made =
        HEAD + Chart.OURS.render("ringmaster", HOME, "{crds: {install: false}}").strip() + "\n";
    check(MANIFEST, made, "is not what the chart renders");
  }

  @Test
  void committedTable_isThatOfTheValues() throws IOException {
    String table = ValuesTable.of(Files.readString(Chart.OURS.folder().resolve("values.yaml")));
    String before = Files.readString(README);
    int begin = before.indexOf("| value |");
    int end = before.indexOf("\n\n", begin);
    assertThat(begin).as("a table in " + README).isPositive();
    check(
        README,
        before.substring(0, begin) + table.strip() + before.substring(end),
        "does not tell of the values as values.yaml does");
  }

  private static void check(Path file, String made, String complaint) throws IOException {
    if (Boolean.getBoolean("ringmaster.deploy.write")) {
      Files.writeString(file, made);
    }
    assertThat(Files.readString(file).equals(made))
        .withFailMessage("%s %s: %s", file, complaint, WRITE)
        .isTrue();
  }
}
