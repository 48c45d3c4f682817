package dev.ringmaster.app.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.LoadClient;
import dev.ringmaster.testing.LoadClient.Limits;
import dev.ringmaster.testing.LoadResult;
import dev.ringmaster.testing.LoadRun;
import dev.ringmaster.testing.UpProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No request is lost by what Ringmaster does, nor by the death of a replica. */
@Timeout(180)
final class FaultsIT {
  private static final int CONNECTIONS = 64;
  private static final long REQUESTS = 10_000;

  @TempDir private Path folder;

  @Test
  void gets_whileReplicasAreKilledAddedAndRemoved_areAllAnswered() throws IOException {
    try (UpProcess up = UpProcess.start(folder);
        HttpWire admin = HttpWire.open(up.data());
        LoadRun load = load(up)) {
      int next = 4;
      int rounds = 0;
      while (rounds < 3 || load.ended() < REQUESTS) {
        assertThat(rounds).as("rounds of faults").isLessThan(200);
        String victim = firstReplica(admin);
        load.awaitEnded(load.ended() + CONNECTIONS);
        UpProcess.signal("KILL", up.replica(victim));
        String successor = "s" + next++;
        up.awaitLine(line -> line.contains(" " + successor + " (ordinal 0) ready"));
        assertThat(call(admin, "POST", "/add", "{\"n\":2,\"hostnames\":[\"A\",\"B\"]}"))
            .contains("\"N\":5");
        assertThat(call(admin, "DELETE", "/rm", "{\"n\":2,\"hostnames\":[\"B\",\"A\"]}"))
            .contains("\"N\":3");
        rounds++;
      }
      LoadResult result = load.stop();
      assertThat(result.failed()).as(result.toString()).isZero();
      assertThat(result.ok()).isGreaterThanOrEqualTo(REQUESTS);
    }
  }

  private static boolean served(Request request, Response response) {
    return response.status() == 200
        && response.text().startsWith("{\"message\":\"Hello from Server: ")
        && response.text().endsWith("\",\"status\":\"successful\"}");
  }

  private static LoadRun load(UpProcess up) {
    return LoadClient.closedLoop(
        up.data(),
        CONNECTIONS,
        (connection, number) -> Request.get("/home", "X-User-Id", "user-" + number % 1_000),
        FaultsIT::served,
        new Limits(5_000_000, Duration.ofSeconds(150)));
  }

  private static String firstReplica(HttpWire admin) throws IOException {
    String names = admin.get("/rep").text();
    int start = names.indexOf("[\"") + 2;
    return names.substring(start, names.indexOf('"', start));
  }

  private static String call(HttpWire admin, String method, String path, String body)
      throws IOException {
    Response response = admin.send(method, path, body.getBytes(StandardCharsets.UTF_8));
    assertThat(response.status()).as(response.text()).isEqualTo(200);
    return response.text();
  }
}
