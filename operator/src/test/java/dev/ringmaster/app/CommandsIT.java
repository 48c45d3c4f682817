package dev.ringmaster.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ringmaster.testing.UpProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands beside {@code up}, as the shipped program. */
@Timeout(60)
final class CommandsIT {
  private static final String GOOD =
      """
      apiVersion: ringmaster.dev/v1alpha1
      kind: LoadBalancer
      metadata: {name: web}
      spec: {replicas: 2, template: {image: ringmaster/replica}}
      """;

  private static final String STATUS =
      "{\"balancers\":[{\"namespace\":\"default\",\"name\":\"web\",\"replicas\":1,\"readyReplicas\":1,"
          + "\"algorithm\":\"Ring\",\"keys\":[],\"ring\":{},\"members\":[{\"ordinal\":0,\"name\":\"s1\"}]}]}";

  @TempDir private Path folder;

  private record Result(int code, List<String> output) {
    String text() {
      return String.join("\n", output);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version"})
  void version_namesProgramJdkAndSystem(String argument) {
    Result result = run(argument);

    assertThat(result.code()).isZero();
    assertThat(result.output()).hasSize(3);
    assertThat(result.output().get(0)).matches("ringmaster \\d+\\.\\d+\\.\\d+.*");
    assertThat(result.output().get(1)).contains(System.getProperty("java.runtime.version"));
    assertThat(result.output().get(2)).contains(System.getProperty("os.arch"));
  }

  @Test
  void validate_ofGoodManifests_isALineForEachBalancer() throws IOException {
    Path good = write("good.yaml", GOOD + "---\n" + GOOD.replace("web", "shop"));

    Result result = run("validate", good.toString());

    assertThat(result.code()).isZero();
    assertThat(result.output())
        .containsExactly(
            "default/web is valid: 2 replicas, algorithm Ring",
            "default/shop is valid: 2 replicas, algorithm Ring");
  }

  @Test
  void validate_tellsAllProblemsOfAllFilesAtOnce() throws IOException {
    Path bad = write("bad.yaml", GOOD.replace("replicas: 2", "replicas: -1, replica: 1"));
    Path torn = write("torn.yaml", "spec: [");

    Result result = run("validate", bad.toString(), torn.toString(), folder + "/none.yaml");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.output()).hasSize(4).allMatch(line -> line.startsWith("ringmaster: "));

    Result json = run("validate", "--output", "json", bad.toString());
    assertThat(json.code()).isEqualTo(2);
    JsonObject report = new JsonObject(json.text());
    assertThat(report.getBoolean("valid")).isFalse();
    assertThat(report.getJsonArray("problems")).hasSize(2);
  }

  @Test
  void status_showsWhatTheAdminPortTells() throws IOException {
    HttpServer admin = admin(200, STATUS);
    try {
      String url = "http://127.0.0.1:" + admin.getAddress().getPort();

      Result text = run("status", "--admin-url", url + "/");
      assertThat(text.code()).as(text.text()).isZero();
      assertThat(text.output().getFirst()).startsWith("default/web   1 of 1 ready   by Ring");
      assertThat(text.output()).hasSize(3);

      Result json = run("status", "--admin-url", url, "-o", "json");
      assertThat(new JsonObject(json.text())).isEqualTo(new JsonObject(STATUS));
    } finally {
      admin.stop(0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          404 | nothing                      | got status 404 from /api/v1/balancers, expected 200
          200 | not JSON                     | got an answer that is not a balancer's
          200 | []                           | got an answer that is not a balancer's
          200 | {}                           | got an answer that is not a balancer's
          200 | {"balancers":[1]}            | got an answer that is not a balancer's
          200 | {"balancers":[{"ring":"x"}]} | got an answer that is not a balancer's
          """)
  void status_ofSomethingElse_isOneLineAndExitOne(int status, String body, String problem)
      throws IOException {
    HttpServer admin = admin(status, body);
    try {
      String url = "http://127.0.0.1:" + admin.getAddress().getPort();
      Result result = run("status", "--admin-url", url);
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.output())
          .singleElement()
          .asString()
          .startsWith("ringmaster: " + url + ": " + problem);
    } finally {
      admin.stop(0);
    }
  }

  @Test
  void status_ofNobody_isOneLineAndExitOne() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    Result result = run("status", "--admin-url", "http://127.0.0.1:" + free);

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.output())
        .singleElement()
        .asString()
        .startsWith("ringmaster: http://127.0.0.1:" + free + ": nothing answers (")
        .endsWith("is `ringmaster up` running?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5001", "ftp://localhost", "http://", "http://a b", "file:/etc/passwd"})
  void status_ofNoUrl_isExitTwo(String url) {
    Result result = run("status", "--admin-url", url);

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.output())
        .containsExactly(
            "ringmaster: --admin-url: got \"%s\", expected a URL such as http://localhost:5001"
                .formatted(url));
  }

  @Test
  void completion_isSourcedByBash_andKnowsCommandsAndOptions() throws Exception {
    Path script = write("complete.bash", run("completion", "bash").text() + "\n");
    String ask =
        "source '%s'; COMP_WORDS=(ringmaster %s); COMP_CWORD=%d; _complete_ringmaster; echo ${COMPREPLY[*]}";

    assertThat(bash(ask.formatted(script, "''", 1)))
        .contains("up", "status", "validate", "version", "completion")
        .doesNotContain("aot-caches");
    assertThat(bash(ask.formatted(script, "status --ad", 2))).contains("--admin-url");
    assertThat(bash(ask.formatted(script, "completion ''", 2))).contains("bash", "zsh");
  }

  @Test
  void completion_forAnotherShell_isExitTwo() {
    assertThat(run("completion", "fish").code()).isEqualTo(2);
  }

  @Test
  void noCommand_listsTheCommands() {
    Result result = run();

    assertThat(result.code()).isEqualTo(2);
    for (String command : List.of("up", "status", "validate", "version", "completion")) {
      assertThat(result.output()).anyMatch(line -> line.startsWith("  " + command + " "));
    }
    assertThat(result.text()).doesNotContain("aot-caches");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "validate", "version", "completion", "up", "operator"})
  void help_isThere_andInTheDocs(String command) throws IOException {
    Result help = run(command, "--help");
    String docs = Files.readString(Path.of("..", "docs", "commands.md"));

    assertThat(help.code()).isZero();
    assertThat(docs).contains("## `ringmaster " + command);
    Pattern.compile("--[a-z][a-z-]+")
        .matcher(help.text())
        .results()
        .forEach(option -> assertThat(docs).as(command).contains("`" + option.group()));
  }

  @Test
  void operator_withHalfACertificate_isExitTwo() {
    Result result = run("operator", "--tls-cert-file", "tls.crt");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.output())
        .containsExactly(
            "ringmaster: --tls-private-key-file: got nothing, expected a file beside that of"
                + " --tls-cert-file");
  }

  @Test
  void logLevel_thatIsNone_isExitTwo() {
    Result result = run("version", "--log-level", "loud");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.output().getFirst())
        .isEqualTo("--log-level: got \"loud\", expected one of error, warn, info, debug, trace");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static HttpServer admin(int status, String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/api/v1/balancers",
        exchange -> {
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String bash(String script) throws Exception {
    Process process = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  private static Result run(String... arguments) {
    try (UpProcess process = UpProcess.run(List.of(arguments))) {
      int code = process.awaitExit();
      return new Result(code, process.output());
    }
  }
}
