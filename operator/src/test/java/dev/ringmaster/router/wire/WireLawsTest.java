package dev.ringmaster.router.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Laws of all messages, whole or in pieces, sound or not; the random numbers are always the same.
 */
final class WireLawsTest {
  private static final int SEED = 9112;
  private static final int MUTANTS = 40_000;

  private static final List<String> REQUESTS =
      List.of(
          "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
          "\r\nGET /a?b HTTP/1.1\r\nHost: [::1]:80\r\nX-A:  b \t\r\nX-B:\r\nVia: c\r\n\r\n",
          "POST http://a:1/b HTTP/1.1\r\nHost: c\r\nContent-Length: 17\r\nConnection: x, close\r\n\r\n",
          "PUT /\u00e9 HTTP/1.1\r\nhost:a\r\nTRANSFER-encoding: Chunked\r\nX-A: \u00ff\r\n\r\n",
          "OPTIONS * HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

  private static final List<String> RESPONSES =
      List.of(
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
          "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\nSet-Cookie: a=b; c\r\n\r\n",
          "HTTP/1.0 404 Not \u00e9 Found\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
          "HTTP/1.1 304 \r\nContent-Length: 5\r\n\r\n");

  private static final List<String> BODIES =
      List.of(
          "0\r\n\r\n",
          "5\r\nhello\r\n0\r\n\r\n",
          "5;a=\"b\"\r\nhello\r\nA\r\n0\r\n\r\n12345\r\n00;c\r\nX-A: b\r\nX-B:\r\n\r\n");

  /** The grammar of RFC 9112, 2 to 5, once more and in another way. */
  private static final String FIELDS = "([!#$%&'*+.^_`|~\\w-]+:[\\t -~\\x80-\\xff]*\\r\\n)*\\r\\n";

  private static final Pattern REQUEST =
      Pattern.compile(
          "(\\r\\n)?[!#$%&'*+.^_`|~\\w-]+ [!-~\\x80-\\xff&&[^#]]+ HTTP/1\\.\\d\\r\\n" + FIELDS);

  private static final Pattern RESPONSE =
      Pattern.compile("HTTP/1\\.\\d [1-9]\\d\\d( [\\t -~\\x80-\\xff]*)?\\r\\n" + FIELDS);

  private static final Pattern BODY =
      Pattern.compile(
          "([0-9a-fA-F]{1,15}(;[\\t -~\\x80-\\xff]*)?\\r\\n.*)*0+(;[\\t -~\\x80-\\xff]*)?\\r\\n"
              + FIELDS,
          Pattern.DOTALL);

  private final Random random = new Random(SEED);

  @Test
  void head_inTwoPieces_isReadAsTheWhole() throws WireDefect {
    for (String text : REQUESTS) {
      assertSameInPieces(text, true);
    }
    for (String text : RESPONSES) {
      assertSameInPieces(text, false);
    }
  }

  @Test
  void chunks_inTwoPieces_areReadAsTheWhole() throws WireDefect {
    for (String text : BODIES) {
      String whole = body(text + "NEXT", 0);
      for (int at = 0; at <= text.length(); at++) {
        assertThat(body(text + "NEXT", at)).as("%s at %d", text, at).isEqualTo(whole);
      }
    }
  }

  @Test
  void head_mutated_isOneByTheGrammarOrADefect() {
    int sound = 0;
    for (int i = 0; i < MUTANTS; i++) {
      boolean request = i % 2 == 0;
      String mutant = mutant(request ? REQUESTS : RESPONSES);
      try {
        if (read(mutant, 0, request).startsWith("read ")) {
          sound++;
          assertThat(mutant).matches(request ? REQUEST : RESPONSE);
        }
      } catch (WireDefect defect) {
        assertThat(defect.getMessage()).isNotEmpty();
      }
    }
    assertThat(sound).isBetween(MUTANTS / 20, MUTANTS / 2);
  }

  @Test
  void chunks_mutated_areSomeByTheGrammarOrADefect() {
    int sound = 0;
    for (int i = 0; i < MUTANTS; i++) {
      String mutant = mutant(BODIES);
      try {
        String read = body(mutant, random.nextInt(mutant.length() + 1));
        if (read.endsWith(" whole")) {
          sound++;
          int end = Integer.parseInt(read.substring(0, read.indexOf(' ')));
          assertThat(mutant.substring(0, end)).matches(BODY);
        }
      } catch (WireDefect defect) {
        assertThat(defect.getMessage()).isNotEmpty();
      }
    }
    assertThat(sound).isBetween(MUTANTS / 20, MUTANTS / 2);
  }

  private static void assertSameInPieces(String text, boolean request) throws WireDefect {
    String whole = read(text, 0, request);
    assertThat(whole).startsWith("read ");
    for (int at = 0; at <= text.length(); at++) {
      assertThat(read(text, at, request)).as("%s at %d", text, at).isEqualTo(whole);
    }
  }

  /** All that is known of the first head in a text, which first arrives up to a place. */
  private static String read(String text, int split, boolean request) throws WireDefect {
    ByteBuf bytes = Unpooled.wrappedBuffer(text.getBytes(ISO_8859_1));
    HeadScanner scanner = new HeadScanner(8_192, 32_768);
    int size = scanner.scan(bytes, 0, split);
    if (size == HeadScanner.MORE) {
      size = scanner.scan(bytes, 0, text.length());
    }
    if (size != text.length()) {
      return "incomplete, or two";
    }
    Head head = new Head();
    // A byte behind the head would be out of bounds.
    head.bytes = new byte[size];
    if (request) {
      HeadParser.request(bytes, 0, size, head);
    } else {
      HeadParser.response(bytes, 0, size, false, head);
    }
    return "read " + picture(head, request);
  }

  private static String picture(Head head, boolean request) {
    List<Object> all = new ArrayList<>();
    all.add(request ? head.method() + " " + head.target() : head.status());
    all.addAll(List.of(head.minorVersion(), head.bodyLength(), head.isPersistent()));
    for (int field = 0; field < head.count(); field++) {
      int from = head.from(field);
      all.add(head.kind(field));
      all.add(new String(head.bytes(), from, head.end(field) - from, ISO_8859_1));
      all.add(head.value(field));
    }
    return all.toString();
  }

  /** Where a body ends, and what it is, where it first arrives up to a place. */
  private static String body(String text, int split) throws WireDefect {
    ByteBuf bytes = Unpooled.wrappedBuffer(text.getBytes(ISO_8859_1));
    ChunkScanner scanner = new ChunkScanner();
    ScannedChunks seen = new ScannedChunks(text);
    int end = scanner.scan(bytes, 0, split, seen);
    end = scanner.scan(bytes, end, text.length(), seen);
    return end + " " + seen.data + " of " + seen.all + (scanner.isDone() ? " whole" : " part");
  }

  /** One of them with one to three bytes changed, lost, doubled or put in. */
  private String mutant(List<String> originals) {
    StringBuilder text = new StringBuilder(originals.get(random.nextInt(originals.size())));
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(5)) {
        case 0 -> text.setCharAt(at, special());
        case 1 -> text.setCharAt(at, (char) random.nextInt(256));
        case 2 -> text.insert(at, special());
        case 3 -> text.deleteCharAt(at);
        default -> {
          int to = Math.min(text.length(), at + 1 + random.nextInt(20));
          text.insert(random.nextInt(text.length()), text.substring(at, to));
        }
      }
    }
    return text.toString();
  }

  private char special() {
    return "\r\n\t\0 :;,0x+-/#@[]\u007f\u0080\u00ff".charAt(random.nextInt(20));
  }
}
