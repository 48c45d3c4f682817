package dev.ringmaster.admin.tls;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** A certificate with its chain, and its key, both in PEM. What replaces them is served as well. */
public final class TlsFiles {
  private static final String END = "-----END CERTIFICATE-----";
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final Path certificate;
  private final Path key;
  private final Consumer<String> log;
  private volatile Pair served;
  private volatile Pair refused;

  private record Pair(Buffer certificate, Buffer key) {
    /** The first of the chain. */
    Buffer own() {
      String chain = certificate.toString();
      int end = chain.indexOf(END);
      return end < 0 ? certificate : Buffer.buffer(chain.substring(0, end + END.length()));
    }

    PemKeyCertOptions options() {
      return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
    }
  }

  private TlsFiles(Path certificate, Path key, Pair read, Consumer<String> log) {
    this.certificate = certificate;
    this.key = key;
    this.log = log;
    served = read;
    refused = read;
  }

  /**
   * Reads both.
   *
   * @param log hears of what replaced them, on any thread
   * @throws IOException which says what was found and what was expected
   */
  public static TlsFiles read(Vertx vertx, Path certificate, Path key, Consumer<String> log)
      throws IOException {
    Pair read = pair(certificate, key);
    check(vertx, read, certificate, key);
    return new TlsFiles(certificate, key, read, log);
  }

  /** Has a server speak TLS, HTTP/1.1 inside. */
  public void secure(HttpServerOptions options) {
    options.setSsl(true).setUseAlpn(false).setKeyCertOptions(served.options());
  }

  /**
   * Trusts who shows the certificate that is served here, and nobody else: not its issuer, who may
   * have given others to anybody. Names are of no account then.
   */
  public ClientSSLOptions pinned() {
    return new ClientSSLOptions()
        .setUseAlpn(false)
        .setHostnameVerificationAlgorithm("")
        .setTrustOptions(new PemTrustOptions().addCertValue(served.own()));
  }

  /** Has a server that listens take what replaces the files, until Vert.x is closed. */
  public void follow(Vertx vertx, HttpServer server) {
    vertx.setPeriodic(PERIOD.toMillis(), timer -> look(vertx, server));
  }

  private void look(Vertx vertx, HttpServer server) {
    var unused =
        vertx
            .executeBlocking(() -> pair(certificate, key))
            .compose(found ->
                found.equals(served) || found.equals(refused)
                    ? Future.succeededFuture()
                    : replace(vertx, server, found))
            // Files that are being replaced: the next look finds them.
            .otherwiseEmpty();
  }

  private Future<Void> replace(Vertx vertx, HttpServer server, Pair found) {
    return vertx
        .executeBlocking(() -> {
          check(vertx, found, certificate, key);
          return found.options();
        })
        .compose(options ->
            server.updateSSLOptions(
                new ServerSSLOptions().setUseAlpn(false).setKeyCertOptions(options)))
        .onSuccess(done -> {
          served = found;
          log.accept("admin port: serves the new certificate of " + certificate);
        })
        .onFailure(wrong -> {
          refused = found;
          log.accept("admin port: keeps the old certificate: " + wrong.getMessage());
        })
        .mapEmpty();
  }

  private static Pair pair(Path certificate, Path key) throws IOException {
    return new Pair(content(certificate), content(key));
  }

  private static Buffer content(Path file) throws IOException {
    try {
      return Buffer.buffer(Files.readAllBytes(file));
    } catch (IOException unreadable) {
      throw new IOException(
          "got %s (%s), expected a file in PEM"
              .formatted(file, unreadable.getClass().getSimpleName()),
          unreadable);
    }
  }

  private static void check(Vertx vertx, Pair pair, Path certificate, Path key) throws IOException {
    String problem = KeyPairCheck.problem(vertx, pair.options());
    if (!problem.isEmpty()) {
      throw new IOException(
          "got %s and %s (%s), expected a certificate and its own private key, RSA or EC, in PEM and not encrypted"
              .formatted(certificate, key, problem));
    }
  }
}
