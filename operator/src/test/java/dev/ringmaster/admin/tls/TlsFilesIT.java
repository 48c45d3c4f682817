package dev.ringmaster.admin.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
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
  private static final char[] SECRET = "changeit".toCharArray();

  @TempDir private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final List<String> log = new CopyOnWriteArrayList<>();

  private Path certificate() {
    return folder.resolve("tls.crt");
  }

  private Path key() {
    return folder.resolve("tls.key");
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
    await().atMost(Duration.ofSeconds(20)).until(() -> served(port).equals("CN=two"));
    assertThat(log).singleElement().asString().contains("serves the new certificate");
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

  /** Writes a certificate of this name and its key. */
  private void pair(String name, String algorithm) throws Exception {
    Path store = Files.createTempDirectory(folder, "store").resolve("store.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process made =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(SECRET))
            .redirectErrorStream(true)
            .start();
    String output = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(made.waitFor()).as(output).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (var file = Files.newInputStream(store)) {
      keys.load(file, SECRET);
    }
    write(certificate(), "CERTIFICATE", keys.getCertificate("a").getEncoded());
    write(key(), "PRIVATE KEY", keys.getKey("a", SECRET).getEncoded());
  }

  private static void write(Path file, String kind, byte[] der) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(kind, Base64.getMimeEncoder().encodeToString(der), kind));
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
