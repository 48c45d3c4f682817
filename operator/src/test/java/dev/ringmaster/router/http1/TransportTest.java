package dev.ringmaster.router.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;

/** What the event loops of a machine wait with. */
final class TransportTest {
  @Test
  void transport_isNativeOnLinux_andTheJdksElsewhere() {
    assertThat(Transport.best().servers().newChannel())
        .isInstanceOf(
            OS.LINUX.isCurrentOs() ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
  }
}
