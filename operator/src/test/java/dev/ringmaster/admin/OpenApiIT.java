package dev.ringmaster.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The document and the server say the same. */
@Timeout(60)
final class OpenApiIT {
  @RegisterExtension final AdminRig rig = new AdminRig();

  @Test
  void operations_areThoseOfTheDocument() {
    assertThat(rig.document.operations()).containsExactlyInAnyOrderElementsOf(rig.operations());
    assertThat(rig.operations()).doesNotHaveDuplicates();
  }

  @Test
  void documentedOperation_isServed() throws IOException {
    for (String operation : rig.document.operations()) {
      String method = operation.substring(0, operation.indexOf(' '));
      String path =
          operation
              .substring(method.length() + 1)
              .replace("{namespace}", "shop")
              .replace("{name}", "web")
              .replace("{ordinal}", "0");
      // The rig refuses a 405, and any status that the document has not for this operation.
      int status = rig.call(method, path, "{}").status();
      assertThat(status).as(operation).isIn(200, 400);
    }
  }

  @Test
  void document_isServedAsItIs() throws IOException {
    assertThat(rig.get("/openapi.yaml").text()).isEqualTo(AdminRig.openApi());
    assertThat(rig.get("/openapi.yaml").header("content-type")).contains("application/yaml");
  }

  /** A judge that finds nothing judges nothing. */
  @Test
  void document_doesNotTakeWhatItDoesNotTell() {
    JsonObject view = ViewJson.balancer(rig.web.view());
    check(view);

    wrong(view.copy().put("more", 1));
    wrong(view.copy().put("replicas", "3"));
    JsonObject incomplete = view.copy();
    incomplete.remove("keys");
    wrong(incomplete);
    JsonObject state = view.copy();
    state.getJsonArray("members").getJsonObject(0).put("state", "READY");
    wrong(state);
  }

  private void wrong(JsonObject balancer) {
    assertThatThrownBy(() -> check(balancer)).isInstanceOf(AssertionError.class);
  }

  private void check(JsonObject balancer) {
    rig.document.check("GET", AdminRig.WEB, 200, "application/json", balancer.encode());
  }
}
