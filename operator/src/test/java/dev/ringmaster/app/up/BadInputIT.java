package dev.ringmaster.app.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.UpProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's mistake: clear lines that name the place, exit code 2, nothing left running. */
@Timeout(60)
final class BadInputIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replicas: -1     | spec.replicas: got -1, expected an integer from 0 to 1000
          replicas: 100000 | spec.replicas: got 100000, expected an integer from 0 to 1000
          replicas: three  | spec.replicas: got "three", expected an integer from 0 to 1000
          replica: 3       | spec.replica: got an unknown field, expected a known one (did you mean replicas?)
          """)
  void up_withAWrongField_namesIt(String line, String problem) throws IOException {
    Path manifest = manifest("web", line, "");
    assertRefused(up(manifest), "ringmaster: " + manifest + ": " + problem);
  }

  @Test
  void up_withManyMistakes_tellsAllOfThem() throws IOException {
    Path manifest = manifest("Web", "replicas: -1", "routing: {algorithm: Best}");
    List<String> lines = refused(up(manifest));
    assertThat(lines).hasSize(3).allMatch(line -> line.startsWith("ringmaster: " + manifest));
  }

  @Test
  void up_withYamlThatDoesNotParse_namesLineAndColumn() throws IOException {
    Path manifest = Files.writeString(folder.resolve("torn.yaml"), "kind: LoadBalancer\nspec: [");
    List<String> lines = refused(up(manifest));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).startsWith("ringmaster: " + manifest + ":2:");
  }

  @Test
  void up_withTwoBalancersOfOneHost_namesBoth() throws IOException {
    Path first = manifest("one", "", "routing: {hosts: [shop.example]}");
    Path second = manifest("two", "", "routing: {hosts: [shop.example]}");
    List<String> lines = refused(up(first, second));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).contains("one").contains("two").contains("shop.example");
  }

  @Test
  void up_withoutTheFile_saysSo() throws IOException {
    assertRefused(
        up(folder.resolve("none.yaml")),
        "ringmaster: " + folder.resolve("none.yaml") + ": no such file");
  }

  @Test
  void up_onAPortInUse_namesTheOption() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      List<String> lines =
          refused(run("--port", Integer.toString(port), "--admin-port", "0", state()));
      assertThat(lines).hasSize(1);
      assertThat(lines.getFirst())
          .startsWith("ringmaster: --port: got 127.0.0.1 port " + port + " (")
          .contains("expected one that is free");
    }
  }

  @Test
  void up_onAnAdminPortInUse_namesTheOption() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      List<String> lines =
          refused(run("--port", "0", "--admin-port", Integer.toString(port), state()));
      assertThat(lines).hasSize(1);
      assertThat(lines.getFirst()).startsWith("ringmaster: --admin-port: got 127.0.0.1 port");
    }
  }

  @Test
  void up_withOnePortForBoth_namesIt() {
    assertRefused(
        run("--port", "5999", "--admin-port", "5999", state()),
        "ringmaster: --admin-port: got 5999, which is --port as well, expected another");
  }

  @ParameterizedTest
  @CsvSource({"'', got nothing", "192.0.2.1, got 192.0.2.1", "nosuch.invalid, got nosuch.invalid"})
  void up_onAnAddressThatIsNotOurs_namesIt(String address, String got) {
    UpProcess up =
        UpProcess.run(
            List.of("up", "--port", "0", "--admin-port", "0", "--bind", address, state()));
    assertRefused(up, "ringmaster: --bind: " + got + ", expected an address of this machine");
  }

  @Test
  void up_onAnUnwritableStateFolder_namesIt() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    List<String> lines =
        refused(run("--port", "0", "--admin-port", "0", "--state=" + file.resolve("state")));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .startsWith("ringmaster: state folder " + file.resolve("state") + ": not writable");
  }

  @Test
  void up_onAStateFolderInUse_namesThePid() {
    Path state = folder.resolve("state");
    try (UpProcess holder = UpProcess.start(state)) {
      assertThat(holder.data()).isNotNull();
      try (UpProcess second = UpProcess.start(state)) {
        assertThat(second.awaitExit()).isEqualTo(2);
        assertThat(second.output()).hasSize(1);
        assertThat(second.output().getFirst()).contains("(pid " + holder.handle().pid() + ")");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          template: {command: [no-such-program]} | spec.template.command[0]: got "no-such-program"
          template: {image: nginx}               | spec.template.image: got "nginx" without a command
          template: {image: ringmaster/replica, resources: {limits: {cpu: 1}}} | spec.template.resources.limits: got a mapping, expected none (bare processes are not limited
          template: {image: ringmaster/replica, mounts: [{type: tmpfs, target: /a}]} | spec.template.mounts: got a list, expected none (bare processes mount nothing
          """)
  void up_withATemplateThatCantRunHere_namesIt(String template, String problem) throws IOException {
    String text =
        """
        apiVersion: ringmaster.dev/v1alpha1
        kind: LoadBalancer
        metadata: {name: web}
        spec: {%s}
        """
            .formatted(template);
    List<String> lines = refused(up(Files.writeString(folder.resolve("t.yaml"), text)));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).contains(problem).contains("expected");
  }

  @Test
  void up_withAnUnknownOption_showsTheUsage() throws IOException {
    assertThat(refused(run("--prot", "1"))).anyMatch(line -> line.contains("--prot"));
  }

  private Path manifest(String name, String specLine, String routing) throws IOException {
    String text =
        """
        apiVersion: ringmaster.dev/v1alpha1
        kind: LoadBalancer
        metadata: {name: %s}
        spec:
          template: {image: ringmaster/replica}
          %s
          %s
        """
            .formatted(name, specLine, routing);
    return Files.writeString(folder.resolve(name + ".yaml"), text);
  }

  private String state() {
    return "--state=" + folder.resolve("state");
  }

  private UpProcess up(Path... manifests) {
    return UpProcess.start(
        folder.resolve("state"),
        List.of(manifests).stream().map(Path::toString).toArray(String[]::new));
  }

  private static UpProcess run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("up", "--bind", "127.0.0.1"));
    command.addAll(List.of(arguments));
    return UpProcess.run(command);
  }

  private static void assertRefused(UpProcess up, String line) {
    assertThat(refused(up)).containsExactly(line);
  }

  private static List<String> refused(UpProcess process) {
    try (UpProcess up = process) {
      assertThat(up.awaitExit()).as(String.join("\n", up.output())).isEqualTo(2);
      assertThat(up.replicas()).isEmpty();
      assertThat(up.output()).noneMatch(line -> line.startsWith("\tat "));
      return up.output();
    }
  }
}
