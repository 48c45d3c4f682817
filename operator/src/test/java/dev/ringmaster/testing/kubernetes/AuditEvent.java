package dev.ringmaster.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Set;

/**
 * A request that the API server has answered.
 *
 * @param user who it acted as: the impersonated user, if there was one
 * @param verb such as get, watch, create, patch
 * @param resource plural, with its subresource if any, such as {@code pods/status}; empty outside
 *     the resource API
 * @param namespace empty for cluster-scoped resources
 * @param name empty for lists, and where the server made it up
 * @param code the status of the answer
 */
public record AuditEvent(
    String user,
    String verb,
    String resource,
    String namespace,
    String name,
    int code,
    Instant received,
    String uri) {
  private static final Set<String> WRITES =
      Set.of("create", "update", "patch", "delete", "deletecollection");

  /** Reviews are asked by POST, and leave nothing behind. */
  private static final Set<String> QUESTIONS =
      Set.of("tokenreviews", "subjectaccessreviews", "selfsubjectaccessreviews");

  static AuditEvent of(JsonNode line) {
    JsonNode object = line.path("objectRef");
    String subresource = object.path("subresource").asText("");
    JsonNode impersonated = line.path("impersonatedUser");
    return new AuditEvent(
        (impersonated.isMissingNode() ? line.path("user") : impersonated)
            .path("username")
            .asText(""),
        line.path("verb").asText(""),
        object.path("resource").asText("") + (subresource.isEmpty() ? "" : "/" + subresource),
        object.path("namespace").asText(""),
        object.path("name").asText(""),
        line.path("responseStatus").path("code").asInt(),
        Instant.parse(line.path("requestReceivedTimestamp").asText()),
        line.path("requestURI").asText(""));
  }

  /** It may have changed what the server keeps: not a read, nor a review. */
  public boolean isWrite() {
    return WRITES.contains(verb) && !QUESTIONS.contains(resource);
  }
}
