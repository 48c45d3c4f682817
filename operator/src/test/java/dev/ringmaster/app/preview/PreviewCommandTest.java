package dev.ringmaster.app.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.app.cli.FailureHandler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PreviewCommandTest {
  private static final String MANIFEST =
      """
      apiVersion: ringmaster.dev/v1alpha1
      kind: LoadBalancer
      metadata: {name: %s}
      spec:
        replicas: 3
        template: {%s}
        routing: {algorithm: %s}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;
  private Path web = Path.of("");

  @BeforeEach
  void writeManifest() throws IOException {
    web = write("web.yaml", manifest("web", "Ring"));
  }

  @Test
  void text_ofOneReplicaMore_isReadAtOnce() {
    assertThat(run(web, "--replicas", "4")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "default/web   3 -> 4 replicas, Ring",
            "",
            "moved        26.07 %   of all keys, exact",
            "minimum      25.00 %   by fair shares",
            "peak/mean      1.043   was 1.064",
            "",
            "  from    to          share",
            "     0 -> 3         10.46 %",
            "     1 -> 3          9.50 %",
            "     2 -> 3          6.10 %",
            "",
            "ordinal     before      after     change",
            "      0    34.95 %    24.48 %   -10.46 %",
            "      1    35.48 %    25.98 %    -9.50 %",
            "      2    29.57 %    23.47 %    -6.10 %",
            "      3          -    26.07 %   +26.07 %");
  }

  @Test
  void json_ofOneReplicaMore_isTheDocumentedTree() {
    assertThat(run(web, "--replicas=4", "--output=json")).isZero();
    JsonObject json = new JsonObject(out.toString());
    assertThat(json.fieldNames())
        .containsExactly("moved", "minimum", "before", "after", "moves", "basis");
    assertThat(json.getDouble("minimum")).isEqualTo(0.25);
    assertThat(json.getJsonArray("moves")).hasSize(3);
    assertThat(json.getJsonObject("after").getInteger("replicas")).isEqualTo(4);
    assertThat(json.getJsonObject("basis").getString("kind")).isEqualTo("HashSpace");
  }

  @Test
  void change_ofEverything_isTaken() {
    assertThat(
            run(
                web,
                "--replicas=6",
                "--remove=1",
                "--remove=2",
                "--weight=3=2",
                "--weight",
                "0=4",
                "--virtual-nodes=64",
                "--algorithm=Maglev",
                "--output=json"))
        .as(err.toString())
        .isZero();
    JsonObject after = new JsonObject(out.toString()).getJsonObject("after");
    assertThat(after.getInteger("replicas")).isEqualTo(4);
    assertThat(after.getJsonArray("reserveOrdinals")).isEqualTo(new JsonArray().add(1).add(2));
    assertThat(after.getString("algorithm")).isEqualTo("Maglev");
    assertThat(after.getInteger("virtualNodes")).isEqualTo(64);
    assertThat(after.getJsonArray("shares").getJsonObject(0).getInteger("weight")).isEqualTo(4);
  }

  @Test
  void keys_ofAFile_areCountedByFrequency() throws IOException {
    Path keys = write("keys", "user-1\nuser-1\nuser-2\n\nuser-1\r\n");
    assertThat(run(web, "--replicas=0", "--keys=" + keys)).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("moved       100.00 %   of 4 keys of the file, exact")
        .contains("     2 -> nobody");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --replicas=x          | --replicas: got "x", expected an integer from 0 to 1000
          --replicas=-1         | --replicas: got -1, expected an integer from 0 to 1000
          --replicas=1001       | --replicas: got 1001, expected an integer from 0 to 1000
          --replicas=           | --replicas: got "", expected an integer from 0 to 1000
          --remove=7            | --remove[0]: got 7, expected an ordinal that is there (0, 1, 2)
          --remove=a            | --remove[0]: got "a", expected an integer from 0 to 1063
          --weight=3            | --weight: got "3", expected ORDINAL=WEIGHT, such as 3=2
          --weight=0=0          | --weight.0: got 0, expected an integer from 1 to 100
          --weight=9=2          | --weight.9: got 2, expected a weight of an ordinal that is there (0, 1, 2)
          --weight=x=2          | --weight.x: got "x", expected an ordinal from 0 to 1063 as the key
          --virtual-nodes=0     | --virtual-nodes: got 0, expected an integer from 1 to 4096
          --algorithm=Best      | --algorithm: got "Best", expected Ring, Maglev, Rendezvous or Classic
          --output=xml          | --output: got "xml", expected text or json
          --plot=shares.pdf     | --plot: got shares.pdf, expected a file that ends in .svg or .png
          --balancer=api        | --balancer: got "api", expected one of default/web
          """)
  void userErrors_areOneLineAndExit2(String option, String line) {
    assertThat(run(web, option)).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("ringmaster: " + line + System.lineSeparator());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void weight_givenTwice_isRefused() {
    assertRefused(
        "--weight: got ordinal 0 twice, expected one weight", web, "--weight=0=2", "--weight=0=3");
  }

  @Test
  void manifest_thatIsNotThere_isNamed() {
    Path none = folder.resolve("none.yaml");
    assertRefused(none + ": no such file", none);
  }

  @Test
  void manifest_thatIsWrong_isToldWithAllProblems() throws IOException {
    Path bad = write("bad.yaml", manifest("Web", "Best"));
    assertThat(run(bad, "--replicas=4")).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("ringmaster: " + bad));
  }

  @Test
  void manifest_ofSeveralBalancers_asksWhich() throws IOException {
    Path both = write("both.yaml", manifest("web", "Ring") + "---\n" + manifest("api", "Maglev"));
    assertRefused("--balancer: got nothing, expected one of default/web, default/api", both);
    for (String name : List.of("api", "default/api")) {
      out.getBuffer().setLength(0);
      assertThat(run(both, "--balancer", name)).isZero();
      assertThat(out.toString()).startsWith("default/api   3 replicas, Maglev");
    }
  }

  @Test
  void remove_ofAnAddress_isRefused() throws IOException {
    String addresses = "addresses: [\"127.0.0.1:1\", \"127.0.0.1:2\", \"127.0.0.1:3\"]";
    Path fixed = write("fixed.yaml", MANIFEST.formatted("web", addresses, "Ring"));
    assertRefused(
        "--remove: got an ordinal of default/web, expected nothing beside template.addresses",
        fixed,
        "--remove=1");
    assertThat(run(fixed, "--replicas=4")).isZero();
  }

  @Test
  void keys_withClassic_areRefused() throws IOException {
    Path keys = write("keys", "a\n");
    assertRefused(
        "--keys: got %s, expected nothing with algorithm Classic: it draws an id for each request"
            .formatted(keys),
        web,
        "--algorithm=Classic",
        "--keys=" + keys);
  }

  @Test
  void keys_withoutAKey_areRefused() throws IOException {
    Path keys = write("keys", " \n\n");
    assertRefused(
        "--keys: got %s without a key, expected one a line".formatted(keys), web, "--keys=" + keys);
  }

  @Test
  void plot_ofNoReplicaAtAll_isRefused() {
    assertRefused(
        "--plot: got default/web without a replica before and after, expected one",
        empty(),
        "--plot=" + folder.resolve("a.svg"));
  }

  private Path empty() {
    try {
      return write("empty.yaml", manifest("web", "Ring").replace("replicas: 3", "replicas: 0"));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private void assertRefused(String line, Path manifest, String... options) {
    assertThat(run(manifest, options)).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("ringmaster: " + line + System.lineSeparator());
  }

  private int run(Path manifest, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add(manifest.toString());
    return new CommandLine(new PreviewCommand())
        .setExecutionExceptionHandler(new FailureHandler())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String manifest(String name, String algorithm) {
    return MANIFEST.formatted(name, "command: [run]", algorithm);
  }
}
