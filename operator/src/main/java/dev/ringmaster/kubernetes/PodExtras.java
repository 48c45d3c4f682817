package dev.ringmaster.kubernetes;

import dev.ringmaster.health.HealthPolicy;
import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.ReplicaTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a replica's Pod is made from beside what every replica is made from. All of it is part of
 * the revision, since a Pod can't be changed: another probe is another Pod.
 *
 * @param podTemplate a PodTemplateSpec as typed
 * @param claims PersistentVolumeClaims as typed, each with a name
 */
public record PodExtras(
    Map<String, Object> podTemplate,
    List<Map<String, Object>> claims,
    HealthPolicy health,
    DrainPolicy drain) {
  private static final String TEMPLATE = "podTemplate";
  private static final String CLAIMS = "volumeClaimTemplates";
  private static final String PATH = "health.path";
  private static final String INTERVAL = "health.interval";
  private static final String TIMEOUT = "health.timeout";
  private static final String UNHEALTHY_AFTER = "health.unhealthyAfter";
  private static final String HEALTHY_AFTER = "health.healthyAfter";
  private static final String GRACE = "drain.grace";
  private static final String DEADLINE = "drain.deadline";

  /** The template with all this in it. */
  public ReplicaTemplate into(ReplicaTemplate template) {
    Map<String, Object> tree = new TreeMap<>();
    tree.put(TEMPLATE, podTemplate);
    if (!claims.isEmpty()) {
      tree.put(CLAIMS, claims);
    }
    if (health.path() != null) {
      tree.put(PATH, health.path());
    }
    tree.put(INTERVAL, health.interval().toString());
    tree.put(TIMEOUT, health.timeout().toString());
    tree.put(UNHEALTHY_AFTER, health.unhealthyAfter());
    tree.put(HEALTHY_AFTER, health.healthyAfter());
    tree.put(GRACE, drain.grace().toString());
    tree.put(DEADLINE, drain.deadline().toString());
    return template.with(tree);
  }

  /** What {@link #into} has put there. */
  public static PodExtras of(ReplicaTemplate template) {
    Map<String, Object> tree = template.extras();
    return new PodExtras(
        template(tree.get(TEMPLATE)),
        claims(tree.get(CLAIMS)),
        new HealthPolicy(
            (String) tree.get(PATH),
            duration(tree, INTERVAL),
            duration(tree, TIMEOUT),
            (int) get(tree, UNHEALTHY_AFTER),
            (int) get(tree, HEALTHY_AFTER)),
        new DrainPolicy(duration(tree, GRACE), duration(tree, DEADLINE)));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> template(@Nullable Object tree) {
    return tree instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private static List<Map<String, Object>> claims(@Nullable Object tree) {
    return tree instanceof List<?> list
        ? list.stream().map(PodExtras::template).toList()
        : List.of();
  }

  private static Duration duration(Map<String, Object> tree, String key) {
    return Duration.parse((String) get(tree, key));
  }

  private static Object get(Map<String, Object> tree, String key) {
    return Objects.requireNonNull(tree.get(key), key);
  }
}
