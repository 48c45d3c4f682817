package dev.ringmaster.app.analyze.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelloTest {
  @Test
  void greeting_namesTheServer() {
    assertThat(
            Hello.server(ok("{\"message\":\"Hello from Server: S 1\",\"status\":\"successful\"}")))
        .contains("S 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"message\":\"Hello from Server: s1\"}",
        "{\"message\":\"Hello from Server: s1\",\"status\":\"failure\"}",
        "{\"message\":\"Hello\",\"status\":\"successful\"}",
        "{\"message\":7,\"status\":\"successful\"}",
        "{\"message\":\"Hello from Server: s1\",\"status\":\"successful\",\"more\":1}",
        "{\"message\":\"Hello from Server: s1\",\"status\":\"successful\""
      })
  void greeting_thatIsAnother_isNone(String body) {
    assertThat(Hello.server(ok(body))).isEmpty();
  }

  @Test
  void list_namesTheReplicas() {
    assertThat(
            Hello.replicas(
                ok("{\"message\":{\"N\":2,\"replicas\":[\"a\",\"b\"]},\"status\":\"successful\"}")))
        .contains(List.of("a", "b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"message\":{\"N\":3,\"replicas\":[\"a\"]},\"status\":\"successful\"}",
        "{\"message\":{\"N\":\"1\",\"replicas\":[\"a\"]},\"status\":\"successful\"}",
        "{\"message\":{\"N\":1,\"replicas\":[1]},\"status\":\"successful\"}",
        "{\"message\":{\"replicas\":[\"a\"]},\"status\":\"successful\"}",
        "{\"message\":[],\"status\":\"successful\"}"
      })
  void list_thatIsAnother_isNone(String body) {
    assertThat(Hello.replicas(ok(body))).isEmpty();
  }

  @Test
  void answer_ofAnotherStatus_isNone() {
    Wire.Reply reply =
        new Wire.Reply(
            503, "", "{\"message\":\"Hello from Server: s1\",\"status\":\"successful\"}");
    assertThat(Hello.server(reply)).isEmpty();
    assertThat(Hello.replicas(reply)).isEmpty();
  }

  @Test
  void refusal_isItsText() {
    assertThat(Hello.refusal(ok("{\"message\":\"<Error> no\",\"status\":\"failure\"}")))
        .contains("<Error> no");
    assertThat(Hello.refusal(ok("{\"message\":\"no\",\"status\":\"failure\"}"))).isEmpty();
  }

  private static Wire.Reply ok(String body) {
    return new Wire.Reply(200, "application/json", body);
  }
}
