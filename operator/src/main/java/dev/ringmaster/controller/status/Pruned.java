package dev.ringmaster.controller.status;

import dev.ringmaster.api.status.LoadBalancerStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What an API server drops without a word, since its definition of the resource is older. */
public final class Pruned {
  private Pruned() {}

  /** The fields of a status that were written and are not kept, by their paths. */
  public static List<String> fields(
      KubernetesSerialization json, LoadBalancerStatus written, LoadBalancerStatus kept) {
    Set<String> missing = new TreeSet<>();
    compare("status", tree(json, written), tree(json, kept), missing);
    return new ArrayList<>(missing);
  }

  private static Object tree(KubernetesSerialization json, LoadBalancerStatus status) {
    return json.convertValue(status, Map.class);
  }

  private static void compare(
      String path, @Nullable Object wanted, @Nullable Object there, Set<String> missing) {
    if (wanted instanceof Map<?, ?> fields && there instanceof Map<?, ?> kept) {
      fields.forEach((name, value) -> {
        if (value != null && kept.get(name) == null) {
          missing.add(path + "." + name);
        } else {
          compare(path + "." + name, value, kept.get(name), missing);
        }
      });
    } else if (wanted instanceof List<?> items
        && there instanceof List<?> kept
        && items.size() == kept.size()) {
      for (int i = 0; i < items.size(); i++) {
        compare(path + "[]", items.get(i), kept.get(i), missing);
      }
    }
  }
}
