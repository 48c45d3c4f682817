package dev.ringmaster.router.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeadParserTest {
  private static final String HOST = "Host: a\r\n";

  private static Head request(String text) throws WireDefect {
    Head head = new Head();
    ByteBuf bytes = Unpooled.copiedBuffer(text, ISO_8859_1);
    int size = new HeadScanner(8192, 32768).scan(bytes, 0, bytes.writerIndex());
    assertThat(size).isEqualTo(bytes.writerIndex());
    HeadParser.request(bytes, 0, size, head);
    return head;
  }

  @Test
  void request_isTakenApart() throws WireDefect {
    Head head = request("GET /a?b HTTP/1.1\r\nHost: a:1\r\nX-Y:  \t b c \t\r\nEmpty:\r\n\r\n");
    assertThat(head.method()).isEqualTo("GET");
    assertThat(head.target()).isEqualTo("/a?b");
    assertThat(head.first("x-y")).isEqualTo("b c");
    assertThat(head.first("empty")).isEmpty();
    assertThat(head.bodyLength()).isZero();
    assertThat(head.isPersistent()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\u0000\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /  HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET / http/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.10\r\nHost: a\r\n\r\n",
        "GET /\r\nHost: a\r\n\r\n",
        "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nb\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nb(: c\r\n\r\n",
      })
  void request_thatTwoReadersCouldReadDifferently_isADefect(String text) {
    assertThatThrownBy(() -> request(text)).isInstanceOf(WireDefect.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 1",
        "Content-Length: 1\r\nContent-Length: 1",
        "Content-Length: 1, 1",
        "Content-Length: +1",
        "Content-Length: -1",
        "Content-Length: 1 2",
        "Content-Length: 0x1",
        "Content-Length: ",
        "Content-Length: 9999999999999999999",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: ",
      })
  void framing_thatIsNotClear_isADefect(String fields) {
    assertThatThrownBy(() -> request("POST / HTTP/1.1\r\n" + HOST + fields + "\r\n\r\n"))
        .isInstanceOf(WireDefect.class);
  }

  @Test
  void chunked_inHttp10_isADefect() {
    assertThatThrownBy(
            () -> request("POST / HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n"))
        .isInstanceOf(WireDefect.class);
  }
}
