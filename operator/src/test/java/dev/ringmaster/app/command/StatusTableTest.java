package dev.ringmaster.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.app.terminal.Colors;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class StatusTableTest {
  private static final String STATUS =
      """
      {"balancers": [{
        "namespace": "default", "name": "web", "replicas": 3, "readyReplicas": 2,
        "algorithm": "Ring", "keys": [{"header": "X-User-Id"}, {"random": {}}, "cookie sid"],
        "ring": {"checksum": "9f86d081", "peakToMean": 1.0791},
        "members": [
          {"ordinal": 0, "name": "s1", "incarnation": 1, "address": "127.0.0.1:21655",
           "state": "Ready", "weight": 1, "share": 0.33333, "inFlight": 12, "runtimeId": "pid 20"},
          {"ordinal": 10, "name": "a-long-\\u001bname", "address": "127.0.0.1:4",
           "state": "Starting", "weight": 2, "share": 0.66667, "inFlight": 0, "runtimeId": ""}
        ]}]}
      """;

  @Test
  void table_hasAlignedColumns_andNothingThatATerminalObeys() {
    assertThat(StatusTable.of(new JsonObject(STATUS), Colors.OFF).lines())
        .containsExactly(
            "default/web   2 of 3 ready   by Ring, key: header X-User-Id, else random, else cookie sid   ring 9f86d081, peak/mean 1.08",
            "  ORDINAL   NAME           STATE      ADDRESS           WEIGHT   SHARE    IN-FLIGHT   RUNTIME",
            "  0         s1             Ready      127.0.0.1:21655   1        33.3 %   12          pid 20",
            "  10        a-long- name   Starting   127.0.0.1:4       2        66.7 %   0           -",
            "");
  }

  @Test
  void table_ofFieldsThatAreMissing_showsDashes() {
    String bare = "{\"balancers\":[{\"namespace\":\"a\",\"name\":\"b\",\"members\":[{}]}]}";

    assertThat(StatusTable.of(new JsonObject(bare), Colors.OFF).lines().toList().get(2).strip())
        .matches("-( +-){7}");
  }

  @Test
  void table_ofNothing_saysSo() {
    assertThat(StatusTable.of(new JsonObject("{\"balancers\":[]}"), Colors.OFF))
        .isEqualTo("no balancers");
  }

  @Test
  void colours_areOnATerminalOnly() {
    assertThat(StatusTable.of(new JsonObject(STATUS), Colors.ON)).contains("\033[1mdefault/web");
    assertThat(StatusTable.of(new JsonObject(STATUS), Colors.OFF)).doesNotContain("\033");
  }
}
