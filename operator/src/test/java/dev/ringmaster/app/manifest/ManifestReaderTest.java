package dev.ringmaster.app.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ringmaster.pool.Resources;
import dev.ringmaster.spec.LoadBalancerModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest {
  private static final String HEAD = "apiVersion: ringmaster.dev/v1alpha1\nkind: LoadBalancer\n";

  @TempDir Path folder;

  @Test
  void read_severalFilesAndDocuments_keepTheirOrder() throws Exception {
    Path one = file("one.yaml", "---\n" + manifest("a") + "---\n# none\n---\n" + manifest("b"));
    Path two =
        file(
            "two.json",
            "{\"apiVersion\": \"ringmaster.dev/v1alpha1\",\n  \"kind\":"
                + "\"LoadBalancer\",\"metadata\":{\"name\":\"c\"},\"spec\":{\"template\":{\"image\":\"x\"}}}");

    assertThat(ManifestReader.read(List.of(one, two)))
        .extracting(LoadBalancerModel::name)
        .containsExactly("a", "b", "c");
  }

  @Test
  void read_problems_carryTheFile() throws Exception {
    Path file = file("x.yaml", manifest("a") + "  replicas: -1\n");

    assertThat(problems(file))
        .containsExactly(file + ": spec.replicas: got -1, expected an integer from 0 to 1000");
  }

  @Test
  void read_problemsOfSeveralDocuments_carryTheNumber() throws Exception {
    Path file = file("x.yaml", manifest("a") + "---\n" + manifest("b") + "  replicas: -1\n");

    assertThat(problems(file))
        .containsExactly(
            file + " (document 2): spec.replicas: got -1, expected an integer from 0 to 1000");
  }

  @Test
  void read_severalBadFiles_reportsAllAtOnce() throws Exception {
    Path bad = file("bad.yaml", manifest("a") + "  replicas: -1\n");
    Path broken = file("broken.yaml", "a: [\n");
    Path good = file("good.yaml", manifest("b"));
    Path twin = file("twin.yaml", manifest("b"));
    Path missing = folder.resolve("missing.yaml");

    assertThat(problems(bad, broken, good, twin, missing))
        .satisfiesExactly(
            line -> assertThat(line).startsWith(bad + ": spec.replicas"),
            line -> assertThat(line).startsWith(broken + ":2:1: not a manifest: "),
            line -> assertThat(line).isEqualTo(missing + ": no such file"),
            line -> assertThat(line).startsWith("default/b: got another manifest of this name"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a: b: c            | 1:5: not a manifest: mapping values are not allowed here
          a: 1\\na: 2        | 2:1: not a manifest: the key "a" stands twice in one mapping
          a: &x 1\\nb: *x    | 2:4: not a manifest: an alias: write out what it stands for
          a: &x {}\\nb: {<<: *x} | 2:9: not a manifest: an alias: write out what it stands for
          a: !!binary aGk=   | 1:4: not a manifest: the tag tag:yaml.org,2002:binary: leave it out
          ? [a]\\n: b       | 1:3: not a manifest: a key that is no text
          a: 1\\nb: é<BEL> | 2:5: not a manifest: the character U+0007 may not stand in YAML
          a:\\n\\tb: 1       | 2:1: not a manifest: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)
          """)
  void read_badYaml_isOneLineWithItsPlace(String text, String problem) throws Exception {
    Path file =
        file("x.yaml", text.replace("\\n", "\n").replace("\\t", "\t").replace("<BEL>", "\u0007"));

    assertThat(problems(file)).hasSize(1);
    assertThat(problems(file).get(0)).startsWith(file + ":" + problem);
  }

  @Test
  void read_billionLaughs_isOneLine() throws Exception {
    String bomb =
        "a0: &a0 lol\n"
            + IntStream.range(1, 40)
                .mapToObj(
                    i -> "a%d: &a%d [%s]\n".formatted(i, i, "*a" + (i - 1) + ", *a" + (i - 1)))
                .collect(Collectors.joining());

    assertThat(problems(file("bomb.yaml", bomb))).hasSize(1);
  }

  @Test
  void read_deepNesting_isOneLine() throws Exception {
    assertThat(problems(file("deep.yaml", "[".repeat(500_000)))).hasSize(1);
    assertThat(problems(file("wide.yaml", "- ".repeat(300_000) + "a"))).hasSize(1);
  }

  @Test
  void read_unusableFiles_areOneLineEach() throws Exception {
    Path empty = file("empty.yaml", "");
    Path comment = file("comment.yaml", "# nothing\n---\n");
    Path large = file("large.yaml", "#".repeat((1 << 20) + 1));
    Path latin = folder.resolve("latin.yaml");
    Files.write(latin, new byte[] {'a', ':', ' ', (byte) 0xE4});

    assertThat(problems(empty, comment, large, latin, folder))
        .containsExactly(
            empty + ": holds no manifest",
            comment + ": holds no manifest",
            large + ": is larger than 1 MiB",
            latin + ": is not UTF-8 text",
            folder + ": is a folder, not a file");
  }

  @Test
  void read_byteOrderMarkAndCrLf_areTolerated() throws Exception {
    Path file = file("dos.yaml", "\uFEFF" + manifest("a").replace("\n", "\r\n"));

    assertThat(ManifestReader.read(List.of(file))).hasSize(1);
  }

  @Test
  void read_largestSeed_isKept() throws Exception {
    Path file = file("x.yaml", manifest("a") + "  routing: {seed: 9223372036854775807}\n");

    assertThat(ManifestReader.read(List.of(file)).get(0).routing().seed())
        .isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1000",
    "'\"1\"', 1000",
    "0.5, 500",
    ".5, 500",
    "1e1, 10000",
    "1E-2, 10",
    "+1k, 1000000",
    "1500m, 1500"
  })
  void read_quantity_isTheSameAsNumberAndAsText(String cpu, long millis) throws Exception {
    Path file =
        file("x.yaml", manifest("a").replace("x}", "x, resources: {limits: {cpu: " + cpu + "}}}"));

    assertThat(ManifestReader.read(List.of(file)).get(0).template().resources().limits())
        .isEqualTo(new Resources.Amounts(OptionalLong.of(millis), OptionalLong.empty()));
  }

  @Test
  void read_examples_areAllValid() throws Exception {
    List<Path> examples;
    try (var files = Files.list(Path.of("..", "examples"))) {
      examples = files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    }
    assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
    for (Path example : examples) {
      assertThat(ManifestReader.read(List.of(example))).isNotEmpty();
    }
  }

  private static String manifest(String name) {
    return HEAD + "metadata: {name: " + name + "}\nspec:\n  template: {image: x}\n";
  }

  private Path file(String name, String text) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> problems(Path... files) {
    ManifestException refusal =
        catchThrowableOfType(
            ManifestException.class, () -> ManifestReader.read(Arrays.asList(files)));
    assertThat(refusal.problems()).allSatisfy(p -> assertThat(p).doesNotContain("\n"));
    return refusal.problems();
  }
}
