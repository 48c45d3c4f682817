package dev.ringmaster.app.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.ringmaster.app.analyze.client.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom the admin API lets us kill, and whom never. */
@Timeout(60)
final class ReachIT {
  private static final String BALANCER =
      "{\"namespace\":\"default\",\"name\":\"web\",\"members\":[{\"ordinal\":0,\"name\":\"s1\","
          + "\"state\":\"READY\",\"runtimeId\":\"%s\"},{\"ordinal\":1,\"name\":\"s2\"}]}";

  private final Wire wire = new Wire();
  private final Process replica = process("s1");
  private final HttpServer admin =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

  ReachIT() throws IOException {}

  @AfterEach
  void stop() {
    admin.stop(0);
    wire.close();
    replica.destroyForcibly();
  }

  @Test
  void pidOfTheReplica_isKilled() throws Exception {
    serve(balancers(BALANCER.formatted("pid " + replica.pid())));

    Reach reach = Reach.byAdmin(wire, url(), List.of("s1", "s2"));
    assertThat(reach.replica()).isEqualTo("s1");
    assertThat(replica.isAlive()).isTrue();
    reach.weapon().use();
    assertThat(replica.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(replica.exitValue()).isEqualTo(128 + 9);
  }

  @Test
  void pidOfAStranger_isLeftAlone() throws Exception {
    Process stranger = process("other");
    try {
      serve(balancers(BALANCER.formatted("pid " + stranger.pid())));
      assertOutOfReach("is not the replica s1");
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void balancersThatCanNotBeToldApart_areLeftAlone() {
    String one = BALANCER.formatted("pid " + replica.pid());
    serve(balancers(one + "," + one));
    assertOutOfReach("knows 2 balancers");
  }

  @Test
  void balancerOfOtherReplicas_isLeftAlone() {
    serve(balancers(BALANCER.formatted("pid " + replica.pid()).replace("s2", "t2")));
    assertOutOfReach("knows 0 balancers");
  }

  @Test
  void replicaThatRunsElsewhere_isOutOfReach() {
    serve(balancers(BALANCER.formatted("pod web-0-x7k2p")));
    assertOutOfReach("runs as \"pod web-0-x7k2p\"");
  }

  @Test
  void adminThatSpeaksOtherwise_isNamed() {
    serve("<html>");
    assertOutOfReach("/api/v1/balancers");
    admin.removeContext("/");
    assertOutOfReach("404");
  }

  private void assertOutOfReach(String reason) {
    assertThatThrownBy(() -> Reach.byAdmin(wire, url(), List.of("s1", "s2")))
        .isInstanceOf(Reach.OutOfReach.class)
        .hasMessageContaining(reason);
    assertThat(replica.isAlive()).isTrue();
  }

  private static String balancers(String list) {
    return "{\"balancers\":[" + list + "]}";
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + admin.getAddress().getPort());
  }

  private void serve(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    admin.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    admin.start();
  }

  private static Process process(String serverId) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sleep", "100");
    builder.environment().put("SERVER_ID", serverId);
    return builder.start();
  }
}
