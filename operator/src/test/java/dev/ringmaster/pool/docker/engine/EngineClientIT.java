package dev.ringmaster.pool.docker.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.core.DefaultDockerClientConfig;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EngineClientIT {
  @TempDir private Path folder;

  @Test
  void ask_ofAnEngineThatHangs_givesUp() throws Exception {
    Path socket = folder.resolve("engine.sock");
    try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      silent.bind(UnixDomainSocketAddress.of(socket));
      DefaultDockerClientConfig config =
          DefaultDockerClientConfig.createDefaultConfigBuilder()
              .withDockerHost("unix://" + socket)
              .build();
      try (EngineClient client = new EngineClient(config, Duration.ofMillis(300))) {
        assertThatThrownBy(() -> client.ask(docker -> docker.versionCmd().exec()))
            .isInstanceOf(EngineException.class)
            .hasMessage("Docker engine unix://" + socket + ": no answer within 0.3 s");
      }
    }
  }
}
