package dev.ringmaster.app.operator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * How objects of the API server are read: all of them but the books of field managers, which
 * nothing here looks at and which are most of an object, on the wire and in a watch's store. A
 * server keeps its own where an update comes without.
 */
final class ApiJson {
  private ApiJson() {}

  static KubernetesSerialization withoutBooks() {
    ObjectMapper mapper = new ObjectMapper();
    mapper.addMixIn(ObjectMeta.class, WithoutBooks.class);
    return new KubernetesSerialization(mapper, true);
  }

  @JsonIgnoreProperties("managedFields")
  private abstract static class WithoutBooks {}
}
