package dev.ringmaster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawConnection.Message;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class AdminServerIT {
  private final Vertx vertx = Vertx.vertx();
  private volatile Optional<String> unready = Optional.empty();
  private int port;

  @BeforeEach
  void listen() throws Exception {
    port =
        new AdminServer(vertx, () -> unready)
            .listen("127.0.0.1", 0)
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void livez_lives_whetherReadyOrNot() throws Exception {
    assertThat(get("/livez").status()).isEqualTo(200);
    unready = Optional.of("no replica yet");
    assertThat(get("/livez").status()).isEqualTo(200);
    assertThat(get("/livez").body()).isEqualTo("ok\n");
  }

  @Test
  void readyz_saysWhyNot() throws Exception {
    assertThat(get("/readyz").status()).isEqualTo(200);

    unready = Optional.of("no replica yet");

    assertThat(get("/readyz").status()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("no replica yet\n");
    assertThat(get("/readyz").values("cache-control")).containsExactly("no-store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/livezz", "/live", "/rep"})
  void path_unknown_is404(String path) throws Exception {
    assertThat(get(path).status()).isEqualTo(404);
  }

  private Message get(String path) throws IOException {
    try (RawConnection client =
        RawConnection.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      return client.write("GET " + path + " HTTP/1.1\r\nHost: admin\r\n\r\n").message();
    }
  }
}
