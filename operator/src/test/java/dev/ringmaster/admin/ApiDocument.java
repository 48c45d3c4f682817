package dev.ringmaster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** An OpenAPI document as a judge of what a server answers. */
final class ApiDocument {
  private static final JsonSchemaOptions DIALECT =
      new JsonSchemaOptions()
          .setDraft(Draft.DRAFT202012)
          .setBaseUri("https://ringmaster.invalid")
          .setOutputFormat(OutputFormat.Basic);

  private final JsonObject root;

  ApiDocument(String yaml) {
    Map<String, Object> tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    root = new JsonObject(Json.encode(tree));
  }

  /** All operations, as {@code GET /livez}. */
  List<String> operations() {
    List<String> operations = new ArrayList<>();
    JsonObject paths = root.getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      for (String method : paths.getJsonObject(path).fieldNames()) {
        if (!method.equals("parameters")) {
          operations.add(method.toUpperCase(Locale.ROOT) + " " + path);
        }
      }
    }
    return operations;
  }

  /** Whether the document has a path for this one. */
  boolean knows(String path) {
    return template(path).isPresent();
  }

  /** Fails where an answer is not as documented. */
  void check(String method, String path, int status, @Nullable String contentType, String body) {
    String template =
        template(path).orElseThrow(() -> new AssertionError("undocumented path " + path));
    String verb = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
    JsonObject operation = root.getJsonObject("paths").getJsonObject(template).getJsonObject(verb);
    assertThat(operation).as("undocumented operation %s %s", method, path).isNotNull();
    JsonObject response = operation.getJsonObject("responses").getJsonObject("" + status);
    assertThat(response).as("undocumented status %d of %s %s", status, method, path).isNotNull();
    JsonObject content = resolved(response).getJsonObject("content");
    String type = String.valueOf(contentType).split(";", 2)[0];
    assertThat(content.fieldNames()).as("types of %s %s %d", method, path, status).contains(type);
    if (!method.equals("HEAD")) {
      checkBody(content.getJsonObject(type).getJsonObject("schema"), type, body);
    }
  }

  /** Fails where a body is no problem in the sense of the document. */
  void checkProblem(@Nullable String contentType, String body) {
    assertThat(contentType).isEqualTo("application/problem+json");
    checkBody(
        new JsonObject().put("$ref", "#/components/schemas/Problem"),
        "application/problem+json",
        body);
  }

  private void checkBody(JsonObject schema, String type, String body) {
    Object value = type.endsWith("json") ? Json.decodeValue(body) : body;
    OutputUnit verdict = Validator.create(JsonSchema.of(resolved(schema)), DIALECT).validate(value);
    assertThat(verdict.getValid()).as("%s%n%s", body, verdict.getErrors()).isTrue();
  }

  private Optional<String> template(String path) {
    String bare = path.split("\\?", 2)[0];
    return root.getJsonObject("paths").fieldNames().stream()
        .filter(template -> bare.matches(template.replaceAll("\\{\\w+}", "[^/]+")))
        .findFirst();
  }

  /** A copy with all references followed; no schema of ours contains itself. */
  private JsonObject resolved(JsonObject node) {
    String reference = node.getString("$ref");
    if (reference != null) {
      JsonObject target = root;
      for (String step : reference.substring(2).split("/", -1)) {
        target = target.getJsonObject(step);
      }
      return resolved(target);
    }
    JsonObject copy = new JsonObject();
    node.forEach(entry -> copy.put(entry.getKey(), followed(entry.getValue())));
    return copy;
  }

  private Object followed(Object value) {
    if (value instanceof JsonObject object) {
      return resolved(object);
    }
    if (value instanceof JsonArray array) {
      JsonArray copy = new JsonArray();
      array.forEach(element -> copy.add(followed(element)));
      return copy;
    }
    return value;
  }
}
