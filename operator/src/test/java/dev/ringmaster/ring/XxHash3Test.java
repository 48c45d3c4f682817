package dev.ringmaster.ring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The values come from the reference implementation, and are for ever. */
class XxHash3Test {
  private static final byte[] LONG_INPUT = new byte[1000];

  static {
    for (int n = 0; n < LONG_INPUT.length; n++) {
      LONG_INPUT[n] = (byte) n;
    }
  }

  @Test
  void hash_ofKnownInputs_isThatOfTheReferenceImplementation() {
    assertThat(XxHash3.hash(new byte[0])).isEqualTo(0x2d06800538d394c2L);
    assertThat(XxHash3.hash("a".getBytes(UTF_8))).isEqualTo(0xe6c632b61e964e1fL);
    assertThat(XxHash3.hash("user-42".getBytes(UTF_8))).isEqualTo(0x50fe4b21cf7b09cdL);
    assertThat(XxHash3.hash(new byte[16])).isEqualTo(0xd0a66a65c7528968L);
    assertThat(XxHash3.hash(LONG_INPUT)).isEqualTo(0xd33dd80b46f60e50L);
  }

  @Test
  void hash_ofARange_isThatOfItsBytesAlone() {
    byte[] bytes = "?user-42!".getBytes(UTF_8);
    assertThat(XxHash3.hash(bytes, 1, 7)).isEqualTo(0x50fe4b21cf7b09cdL);
    assertThat(XxHash3.hash(bytes, 9, 0)).isEqualTo(0x2d06800538d394c2L);
  }

  @Test
  void hash_ofARangeBeyondTheArray_isRefused() {
    assertThatThrownBy(() -> XxHash3.hash(new byte[4], 2, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void point_ofKnownInputs_isThatOfTheReferenceImplementation() {
    assertPoints(0, 0, 0xd0a66a65c7528968L, 0xe9f0fb052b3365c1L, 0x2deb925dfdafb705L);
    assertPoints(0, 1, 0x0cfbaea74a8cc0e5L, 0xbf0de648bb632b7bL, 0xa32c1566c369405fL);
    assertPoints(0, 2, 0x59ea21c711c350c2L, 0x2371e1424bdd778cL, 0x3d2c666b157865b2L);
    assertPoints(7, 0, 0x47d3119958a8dbbeL, 0x0b1fb80f4d4b0282L, 0xed3a5d879d14b27cL);
    assertPoints(7, 1, 0xf086c6c799ec7e76L, 0x4c511fd72b34fee3L, 0x8a19786c05437b7eL);
    assertPoints(7, 2, 0x248df1b950306e77L, 0xc9f714e2aa792fc5L, 0xef9d04310675b430L);
  }

  @Test
  void point_ofANegativeSeed_isThatOfTheReferenceImplementation() {
    long seed = -1234567890123456789L;
    assertPoints(seed, 0, 0x9ea0f71dba9c7215L, 0x7266ed98a4d812b5L, 0x24511338905e527fL);
    assertPoints(seed, 1, 0xb02d552c0fed583fL, 0x0f4cd495dfad5658L, 0x518d87eae983fd34L);
    assertPoints(seed, 2, 0x72e25a3815f8dd97L, 0x4a899b7ca1485e1fL, 0x4a9443a29e318417L);
  }

  @Test
  void point_ofLargeNumbers_isThatOfTheReferenceImplementation() {
    assertThat(XxHash3.point(0, 65535, 1 << 20)).isEqualTo(0xe523bf1d20a09048L);
  }

  private static void assertPoints(long seed, int ordinal, long... points) {
    for (int index = 0; index < points.length; index++) {
      assertThat(XxHash3.point(seed, ordinal, index)).isEqualTo(points[index]);
    }
  }
}
