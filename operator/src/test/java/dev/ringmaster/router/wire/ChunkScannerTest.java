package dev.ringmaster.router.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkScannerTest {
  /** Scans in pieces of a size; what follows the body. */
  private static String scan(String text, int step, ScannedChunks seen) throws WireDefect {
    ChunkScanner scanner = new ChunkScanner();
    ByteBuf bytes = Unpooled.copiedBuffer(text, ISO_8859_1);
    int at = 0;
    while (at < text.length() && !scanner.isDone()) {
      int to = Math.min(text.length(), at + step);
      at = scanner.scan(bytes, at, to, seen);
    }
    assertThat(scanner.isDone()).isTrue();
    return text.substring(at);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 100})
  void body_inAnyPieces_isTheSame(int step) throws WireDefect {
    String text = "3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n0\r\nX-T: v\r\n\r\nGET";
    ScannedChunks seen = new ScannedChunks(text);
    assertThat(scan(text, step, seen)).isEqualTo("GET");
    assertThat(seen.data).hasToString("abc0123456789");
    assertThat(seen.all).hasToString("3\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-T: v\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+3\r\nabc\r\n0\r\n\r\n",
        " 3\r\nabc\r\n0\r\n\r\n",
        "3 \r\nabc\r\n0\r\n\r\n",
        "0x3\r\nabc\r\n0\r\n\r\n",
        "3\nabc\r\n0\r\n\r\n",
        "3\r\nabcd\r\n0\r\n\r\n",
        "3\r\nab\r\n0\r\n\r\n",
        "3\r\nabc\n0\r\n\r\n",
        "\r\n\r\n",
        "fffffffffffffffff\r\n",
        "3;a\nb\r\nabc\r\n0\r\n\r\n",
        "0\r\nContent-Length: 3\r\n\r\n",
        "0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "0\r\n a: b\r\n\r\n",
        "0\r\na : b\r\n\r\n",
        "0\r\na\r\n\r\n",
        "0\r\na: b\n\r\n",
        "-1\r\n",
      })
  void body_thatTwoReadersCouldReadDifferently_isADefect(String text) {
    assertThatThrownBy(() -> scan(text, 100, new ScannedChunks(text)))
        .isInstanceOf(WireDefect.class);
  }

  @Test
  void extension_ofMoreThan256Bytes_isADefect() {
    String text = "1;" + "x".repeat(257) + "\r\na\r\n0\r\n\r\n";

    assertThatThrownBy(() -> scan(text, 100, new ScannedChunks(text)))
        .isInstanceOf(WireDefect.class);
  }

  /** As Go counts it (CVE-2023-39326): a body may cost its reader much and carry little. */
  @ParameterizedTest
  @CsvSource({"1, 63, true", "1, 70, false", "300, 2000, true"})
  void extensions_thatAreMoreThanTheirData_areADefectAfter16KiB(
      int data, int chunks, boolean passes) throws WireDefect {
    String chunk =
        "%x;%s\r\n%s\r\n".formatted(data, "x".repeat(255), "d".repeat(data)).repeat(chunks);
    String text = chunk + "0\r\n\r\n";

    if (passes) {
      assertThat(scan(text, 1_000, new ScannedChunks(text))).isEmpty();
    } else {
      assertThatThrownBy(() -> scan(text, 1_000, new ScannedChunks(text)))
          .isInstanceOf(WireDefect.class)
          .hasMessageContaining("mostly extensions");
    }
  }
}
