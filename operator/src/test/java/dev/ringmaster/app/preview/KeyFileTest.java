package dev.ringmaster.app.preview;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.ring.XxHash3;
import dev.ringmaster.routing.key.KeyRule;
import dev.ringmaster.routing.key.KeySource;
import dev.ringmaster.testing.FakeHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
  @TempDir private Path folder;

  @Test
  void read_lines_areTheKeysInOrder() throws Exception {
    assertThat(hashes("alice\nbob\nalice\n")).isEqualTo(hashesOf("alice", "bob", "alice"));
  }

  @Test
  void read_withoutALineFeedAtTheEnd_hasTheLastKey() throws Exception {
    assertThat(hashes("alice\nbob")).isEqualTo(hashesOf("alice", "bob"));
  }

  @Test
  void read_blankLinesAndCarriageReturns_areNoKeys() throws Exception {
    assertThat(hashes("\n\r\n  \t\r\nalice\r\n\n \t \nbob\r")).isEqualTo(hashesOf("alice", "bob"));
  }

  @Test
  void read_anEmptyFile_hasNoKey() throws Exception {
    assertThat(hashes("")).isEmpty();
  }

  /** Byte for byte what routing makes of the same value in a header. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice",
        "  alice\t",
        "a b",
        "\u00e9\u00ff",
        "a\rb",
        "%41",
        "\"q\"",
        "\u00a0x\u00a0"
      })
  void read_aLine_isHashedAsRoutingHashesAHeader(String key) throws Exception {
    KeyRule rule = new KeyRule(List.of(new KeySource.Header("Id")));
    long routed = rule.keyOf(FakeHead.get("Id:" + key), new SplittableRandom(1)).hash();
    assertThat(hashes(key + "\n")).containsExactly(routed);
  }

  /** Lines lie across the ends of the buffer, at every offset. */
  @Test
  void read_linesOfAllLengths_areWholeWhereverTheBufferEnds() throws Exception {
    List<String> keys =
        IntStream.range(0, 3_000).mapToObj(n -> "k".repeat(1 + n % 211) + n).toList();
    assertThat(hashes(String.join("\n", keys))).isEqualTo(hashesOf(keys.toArray(String[]::new)));
  }

  @Test
  void read_aLineLongerThanTheBuffer_isOneKey() throws Exception {
    String key = "x".repeat(300_000);
    assertThat(hashes("a\n" + key + "\nb")).isEqualTo(hashesOf("a", key, "b"));
  }

  @Test
  void read_aLineBeyondReason_isRefused() throws IOException {
    Path file = Files.write(folder.resolve("keys"), new byte[3 << 20]);
    assertRefused(file, "(line 1 is longer than 1 MiB)");
  }

  @Test
  void read_whatIsNoFile_isRefused() {
    assertRefused(folder.resolve("none"), "(no such file)");
    assertRefused(folder, "(a folder)");
  }

  private static void assertRefused(Path file, String reason) {
    assertThatThrownBy(() -> KeyFile.read(file, hash -> {}))
        .isInstanceOf(UserError.class)
        .hasMessage("--keys: got " + file + " " + reason + ", expected a file of keys");
  }

  private List<Long> hashes(String text) throws Exception {
    List<Long> hashes = new ArrayList<>();
    KeyFile.read(Files.writeString(folder.resolve("keys"), text, ISO_8859_1), hashes::add);
    return hashes;
  }

  private static List<Long> hashesOf(String... keys) {
    return Stream.of(keys)
        .map(key -> XxHash3.hash(key.getBytes(ISO_8859_1)))
        .collect(Collectors.toList());
  }
}
