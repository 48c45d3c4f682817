package dev.ringmaster.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringmaster.access.AdminAccess;
import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.view.Balancer;
import dev.ringmaster.view.BalancerDirectory;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An admin server with one stub balancer, {@code shop/web}. Every answer that is fetched through it
 * must be one that the OpenAPI document tells of.
 */
final class AdminRig implements BeforeEachCallback, AfterEachCallback {
  static final String WEB = "/api/v1/balancers/shop/web";

  final StubBalancer web = new StubBalancer();
  final ApiDocument document = new ApiDocument(openApi());
  volatile Optional<String> unready = Optional.empty();
  volatile String level = "info";
  volatile MetricsPage metrics =
      accept -> new MetricsPage.Page("text/plain; version=0.0.4", "for " + accept + "\n");

  final List<Throwable> defects = new CopyOnWriteArrayList<>();

  private final Vertx vertx = Vertx.vertx();
  private final AdminServer server;
  private int port;

  /** One that lets anybody do everything. */
  AdminRig() {
    server = AdminServer.open(vertx, sources());
  }

  /** One that asks. */
  AdminRig(AdminAccess access) {
    server = AdminServer.guarded(vertx, sources(), access, null);
  }

  private AdminServer.Sources sources() {
    return new AdminServer.Sources(
        () -> unready, new One(), accept -> metrics.page(accept), new Level(), defects::add);
  }

  static String openApi() {
    try (InputStream file = AdminServer.class.getResourceAsStream("openapi.yaml")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  List<String> operations() {
    return server.operations();
  }

  int listen(String host, int wanted) throws Exception {
    return server.listen(host, wanted).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  Response get(String path, String... headers) throws IOException {
    return call("GET", path, "", headers);
  }

  Response post(String path, String body, String... headers) throws IOException {
    return call("POST", path, body, headers);
  }

  /** The answer, which is as documented: a 404 or 405 for what is not documented a problem. */
  Response call(String method, String path, String body, String... headers) throws IOException {
    try (HttpWire client = HttpWire.open(address())) {
      Response answer = client.send(method, path, body.getBytes(UTF_8), headers);
      String type = answer.header("content-type").orElse(null);
      if (!document.knows(path) || answer.status() == 405) {
        document.checkProblem(type, method.equals("HEAD") ? problem() : answer.text());
      } else {
        document.check(method, path, answer.status(), type, answer.text());
      }
      return answer;
    }
  }

  private static String problem() {
    return "{\"type\":\"urn:ringmaster:problem:x\",\"title\":\"x\",\"status\":404,\"detail\":\"x\"}";
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    port = listen("127.0.0.1", 0);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private final class One implements BalancerDirectory {
    @Override
    public List<Balancer> all() {
      return List.of(web);
    }

    @Override
    public Set<String> namespaces() {
      return Set.of("shop");
    }

    @Override
    public Optional<Balancer> find(String namespace, String name) {
      return namespace.equals("shop") && name.equals("web") ? Optional.of(web) : Optional.empty();
    }
  }

  private final class Level implements LogLevel {
    @Override
    public String get() {
      return level;
    }

    @Override
    public boolean set(String wanted) {
      boolean known = List.of("info", "debug").contains(wanted);
      level = known ? wanted : level;
      return known;
    }
  }
}
