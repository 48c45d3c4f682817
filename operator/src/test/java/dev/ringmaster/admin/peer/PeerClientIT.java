package dev.ringmaster.admin.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringmaster.admin.tls.PemPair;
import dev.ringmaster.admin.tls.TlsFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class PeerClientIT {
  private static final String HOST = "127.0.0.1";

  @TempDir private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final List<String> shown = new CopyOnWriteArrayList<>();
  private int status = 200;

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private int serve(@Nullable TlsFiles tls) throws Exception {
    HttpServerOptions options = new HttpServerOptions().setHost(HOST).setPort(0);
    if (tls != null) {
      tls.secure(options);
    }
    HttpServer server =
        await(
            vertx
                .createHttpServer(options)
                .requestHandler(request -> {
                  shown.add(request.uri() + " " + request.getHeader("authorization"));
                  request
                      .response()
                      .setStatusCode(status)
                      .end("{\"draining\":{\"shop/web-0-x\":3,\"shop/web-1-y\":0}}");
                })
                .listen());
    return server.actualPort();
  }

  private TlsFiles tls(String name) throws Exception {
    Path own = Files.createDirectories(folder.resolve(name));
    PemPair.make(own, name, "EC");
    return TlsFiles.read(vertx, PemPair.certificate(own), PemPair.key(own), line -> {});
  }

  private Map<String, Long> ask(@Nullable TlsFiles tls, int port) throws Exception {
    return await(new PeerClient(vertx, tls, () -> "abc").draining(HOST, port));
  }

  /** The first handshake of a process, on a busy machine, may take longer than a question has. */
  private static void patiently(ThrowingRunnable asserted) {
    Awaitility.await().ignoreExceptions().untilAsserted(asserted);
  }

  @Test
  void peer_isAskedByWhoTheCallerIs() throws Exception {
    int port = serve(null);
    patiently(() ->
        assertThat(ask(null, port)).isEqualTo(Map.of("shop/web-0-x", 3L, "shop/web-1-y", 0L)));
    assertThat(shown).isNotEmpty().containsOnly("/api/v1/draining Bearer abc");
  }

  @Test
  void peer_thatShowsTheOwnCertificate_isTrusted_whateverItsName() throws Exception {
    TlsFiles same = tls("router");
    int port = serve(same);
    patiently(() -> assertThat(ask(same, port)).containsEntry("shop/web-0-x", 3L));
  }

  /** It would get the token. */
  @Test
  void peer_thatShowsAnotherCertificate_isToldNothing() throws Exception {
    int port = serve(tls("stranger"));
    TlsFiles own = tls("router");
    patiently(() ->
        assertThatThrownBy(() -> ask(own, port)).hasCauseInstanceOf(SSLHandshakeException.class));
    assertThat(shown).isEmpty();
  }

  @Test
  void peer_thatRefuses_isNoAnswer() throws Exception {
    status = 403;
    int port = serve(null);
    patiently(() ->
        assertThatThrownBy(() -> ask(null, port))
            .hasRootCauseMessage("got status 403, expected 200"));
  }

  @Test
  void peer_thatIsGone_refusesTheConnection() throws Exception {
    int port = serve(null);
    await(vertx.close());
    Vertx other = Vertx.vertx();
    try {
      assertThatThrownBy(() -> await(new PeerClient(other, null, () -> "").draining(HOST, port)))
          .hasCauseInstanceOf(ConnectException.class);
    } finally {
      await(other.close());
    }
  }
}
