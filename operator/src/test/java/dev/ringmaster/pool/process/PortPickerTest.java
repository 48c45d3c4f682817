package dev.ringmaster.pool.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PortPickerTest {
  @Test
  void ports_promisedAndNotReleased_areNeverPickedTwice() throws IOException {
    PortPicker picker = new PortPicker(new Random(1));
    Set<Integer> picked = new HashSet<>();

    // By chance alone, two of a thousand would meet with near certainty.
    for (int i = 0; i < 1_000; i++) {
      int port = picker.pick();
      assertThat(port).isBetween(PortPicker.FIRST, PortPicker.LAST);
      assertThat(picked.add(port)).as("port %d again", port).isTrue();
    }
  }

  @Test
  void port_released_isPickedAgain() throws IOException {
    Random same =
        new Random() {
          @Override
          public int nextInt(int from, int to) {
            return 31_234;
          }
        };
    PortPicker picker = new PortPicker(same);
    int port = picker.pick();
    assertThatThrownBy(picker::pick).isInstanceOf(IOException.class).hasMessageContaining("20000");

    picker.release(port);

    assertThat(picker.pick()).isEqualTo(port);
  }

  @Test
  void port_onWhichSomebodyListens_isLeftOut() throws IOException {
    int port = new PortPicker(new Random(7)).pick();
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(new PortPicker(new Random(7)).pick()).isNotEqualTo(taken.getLocalPort());
    }
  }
}
