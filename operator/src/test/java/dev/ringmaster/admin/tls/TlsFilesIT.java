package dev.ringmaster.admin.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class TlsFilesIT {
  @TempDir private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final List<String> log = new CopyOnWriteArrayList<>();

  private Path certificate() {
    return PemPair.certificate(folder);
  }

  private Path key() {
    return PemPair.key(folder);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void certificate_ofEachKind_isServed(String algorithm) throws Exception {
    pair("one", algorithm);
    int port = serve();
    assertThat(served(port)).isEqualTo("CN=one");
  }

  @Test
  void certificate_thatIsReplaced_isServed_withoutAPause() throws Exception {
    pair("one", "EC");
    int port = serve();
    pair("two", "RSA");
    await().until(() -> served(port).equals("CN=two"));
    // A look between the two files finds halves that do not fit, and says so.
    await()
        .untilAsserted(() ->
            assertThat(log)
                .filteredOn(line -> line.contains("serves the new certificate"))
                .hasSize(1));
  }

  /** As a Secret that is copied by hand: for a while the halves are of two. */
  @Test
  void half_thatIsReplaced_isNotServed_untilTheOtherFollows() throws Exception {
    pair("two", "EC");
    byte[] later = Files.readAllBytes(key());
    byte[] certificate = Files.readAllBytes(certificate());
    pair("one", "EC");
    int port = serve();
    Files.write(certificate(), certificate);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> log.stream().anyMatch(line -> line.contains("keeps the old certificate")));
    assertThat(served(port)).isEqualTo("CN=one");

    Files.write(key(), later);
    await().atMost(Duration.ofSeconds(20)).until(() -> served(port).equals("CN=two"));
  }

  @Test
  void files_thatAreNone_areToldOf() throws Exception {
    refused("got %s (NoSuchFileException), expected a file in PEM".formatted(certificate()));
    pair("one", "EC");
    Files.writeString(key(), "nonsense");
    refused("got %s and %s (".formatted(certificate(), key()));
    pair("one", "EC");
    Files.move(certificate(), folder.resolve("kept"));
    pair("two", "EC");
    Files.move(folder.resolve("kept"), certificate(), StandardCopyOption.REPLACE_EXISTING);
    refused(
        "(the key is not the certificate's), expected a certificate and its own private key, RSA or EC");
  }

  private void refused(String words) {
    assertThatThrownBy(() -> TlsFiles.read(vertx, certificate(), key(), log::add))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(words);
  }

  private int serve() throws Exception {
    TlsFiles files = TlsFiles.read(vertx, certificate(), key(), log::add);
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
    files.secure(options);
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(request -> request.response().end())
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    files.follow(vertx, server);
    return server.actualPort();
  }

  /** The name in the certificate that a client is shown. */
  private static String served(int port) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TakesAll()}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    }
  }

  private void pair(String name, String algorithm) throws Exception {
    PemPair.make(folder, name, algorithm);
  }

  private static final class TakesAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
