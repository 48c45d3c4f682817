package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.UpProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An operator whose API server is not there yet. */
@Timeout(60)
final class OperatorStartIT {
  private static final Pattern PROBES = Pattern.compile("probes http://\\S+:(\\d+)");
  private static final String NOBODY =
      """
      apiVersion: v1
      kind: Config
      clusters: [{name: none, cluster: {server: "http://127.0.0.1:1"}}]
      users: [{name: nobody, user: {}}]
      contexts: [{name: none, context: {cluster: none, user: nobody}}]
      current-context: none
      """;

  @TempDir private Path folder;

  @Test
  void operator_withoutItsApiServer_livesUnready_andEndsWhenItIsTold() throws Exception {
    Path kubeconfig = Files.writeString(folder.resolve("config"), NOBODY);
    try (UpProcess operator =
        UpProcess.run(
            List.of("operator", "--bind", "127.0.0.1", "--probe-port", "0"),
            Map.of("KUBECONFIG", kubeconfig.toString(), "HOME", folder.toString()))) {
      Matcher probes = PROBES.matcher(operator.awaitLine(PROBES.asPredicate()));
      assertThat(probes.find()).isTrue();
      InetSocketAddress port =
          new InetSocketAddress(
              InetAddress.getLoopbackAddress(), Integer.parseInt(probes.group(1)));
      try (HttpWire wire = HttpWire.open(port)) {
        assertThat(wire.get("/livez").status()).isEqualTo(200);
        assertThat(wire.get("/readyz").status()).isEqualTo(503);
      }
      UpProcess.signal("TERM", operator.handle());
      assertThat(operator.awaitExit()).isZero();
      assertThat(operator.output()).last().asString().endsWith("stopped");
    }
  }
}
