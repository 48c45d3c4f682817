package dev.ringmaster.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        String printed = installed.shell().run(variables + there);
        assertThat(command.printed(printed.replace(installed.namespace(), "default")))
            .as("%s\nprinted:\n%s", there, printed)
            .isTrue();
        if (command.isAssignment()) {
          variables.append(there).append('\n');
        }
      }
    }
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
