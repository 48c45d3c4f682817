package dev.ringmaster.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AsciiTest {
  /** The plain way. */
  private static int slowly(byte[] bytes, int from) {
    int at = from;
    while (Ascii.isValue(bytes[at])) {
      at++;
    }
    return at;
  }

  @Test
  void valueEnd_isAtEachByteThatIsNoneOfAValue_whereverItStands() {
    for (int length = 0; length < 20; length++) {
      for (int b = 0; b < 256; b++) {
        for (int behind : new int[] {0, 1, 7, 8, 30}) {
          byte[] bytes = new byte[length + 2 + behind];
          Arrays.fill(bytes, (byte) 'v');
          bytes[length] = (byte) b;
          bytes[length + 1] = '\r';
          for (int from = 0; from <= length; from++) {
            assertThat(Ascii.valueEnd(bytes, from))
                .as("byte %d at %d, from %d, %d behind", b, length, from, behind)
                .isEqualTo(slowly(bytes, from));
          }
        }
      }
    }
  }

  /** Borrows of one byte's subtraction reach the next one. */
  @Test
  void valueEnd_ofAnyBytes_isThatOfThePlainWay() {
    Random random = new Random(20261126);
    byte[] likely = {'\t', ' ', 0x1f, 0x20, 0x21, 0x7e, 0x7f, (byte) 0x80, (byte) 0xff, 'a'};
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = new byte[1 + random.nextInt(40)];
      for (int i = 0; i < bytes.length - 1; i++) {
        bytes[i] =
            random.nextInt(8) == 0
                ? (byte) random.nextInt()
                : likely[random.nextInt(likely.length)];
      }
      int from = random.nextInt(bytes.length);
      assertThat(Ascii.valueEnd(bytes, from)).isEqualTo(slowly(bytes, from));
    }
  }
}
