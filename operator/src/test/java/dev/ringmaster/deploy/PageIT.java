package dev.ringmaster.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page about Kubernetes says what happens. */
@RequiresApiServer
@Timeout(400)
final class PageIT {
  private static final Path PAGE = Path.of("..", "docs", "kubernetes.md");

  private final ControlPlane plane;

  PageIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void commands_printWhatThePageSays() throws IOException {
    Page page = Page.read(PAGE);
    assertThat(page.commands()).hasSizeGreaterThan(20);
    StringBuilder variables = new StringBuilder();
    try (Installation installed = new Installation(plane)) {
      for (Page.Command command : page.commands()) {
        if (!command.runsHere()) {
          continue;
        }
        String there = command.text().replaceAll("\\bdefault\\b", installed.namespace());
        check(installed, command, variables + there);
        if (command.isAssignment()) {
          variables.append(there).append('\n');
        }
      }
    }
  }

  /** What only looks may look again: what others work out, such as a budget's, takes a moment. */
  private static void check(Installation installed, Page.Command command, String script) {
    if (command.text().startsWith("kubectl get ")) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> checkOnce(installed, command, script));
    } else {
      checkOnce(installed, command, script);
    }
  }

  private static void checkOnce(Installation installed, Page.Command command, String script) {
    String printed = installed.shell().run(script);
    assertThat(command.printed(printed.replace(installed.namespace(), "default")))
        .as("%s\nprinted:\n%s", script, printed)
        .isTrue();
  }

  @Test
  void manifests_areTaken(@TempDir Path folder) throws IOException {
    try (Installation installed = new Installation(plane)) {
      for (String manifest : Page.read(PAGE).manifests()) {
        Path file = Files.writeString(folder.resolve("manifest.yaml"), manifest);
        assertThat(installed.shell().run(dryRun(file))).contains("(server dry run)");
      }
      for (String file : new String[] {"crds/", "deploy/", "examples/kubernetes.yaml"}) {
        assertThat(installed.shell().run(dryRun(Path.of(file)))).contains("(server dry run)");
      }
    }
  }

  private static String dryRun(Path file) {
    return "kubectl apply --dry-run=server --validate=strict -f '%s'".formatted(file);
  }
}
