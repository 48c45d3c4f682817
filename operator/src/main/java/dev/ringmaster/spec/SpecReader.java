package dev.ringmaster.spec;

import dev.ringmaster.health.HealthPolicy;
import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.RolloutPolicy;
import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.spec.unit.DnsLabel;
import dev.ringmaster.spec.unit.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code LoadBalancer} manifest from the tree that a YAML or JSON parser made of it, and
 * finds everything that is wrong with it at once.
 */
public final class SpecReader {
  private static final String GROUP = "ringmaster.dev/";
  private static final String API_VERSION = GROUP + "v1alpha1";
  private static final String KIND = "LoadBalancer";
  private static final String LABEL_WORDS =
      "a name of at most 63 lower-case letters, digits and dashes";
  private static final Pattern DISPLAY_NAME =
      Pattern.compile("(?=.*\\S)[^\\p{Cntrl}\\x{80}-\\x{9F}\\x{2028}\\x{2029}]{1,253}");
  private static final Pattern PATH = Pattern.compile("/[!-~]{0,999}");
  private static final String RESTARTED_AT = "rollout.restartedAt";
  private static final String CLUSTER_IP = "ClusterIP";
  private static final Map<String, String> SERVICE_TYPES =
      Map.of(CLUSTER_IP, CLUSTER_IP, "NodePort", "NodePort", "LoadBalancer", "LoadBalancer");

  private SpecReader() {}

  /**
   * Reads one manifest.
   *
   * @param tree maps, lists, strings, numbers, booleans and nulls, as parsed
   */
  public static SpecResult read(@Nullable Object tree) {
    List<SpecProblem> problems = new ArrayList<>();
    Cursor manifest = Cursor.root(tree, problems);
    if (manifest.holdsMapping() && isOurs(manifest)) {
      LoadBalancerModel model = model(manifest);
      if (problems.isEmpty()) {
        return new SpecResult.Valid(model);
      }
    }
    return new SpecResult.Invalid(problems);
  }

  /** False for another kind of resource, whose fields would all be called unknown. */
  private static boolean isOurs(Cursor manifest) {
    Cursor version = manifest.requiredField("apiVersion");
    Cursor kind = manifest.requiredField("kind");
    boolean right = version.choice(Map.of(API_VERSION, true), API_VERSION).orElse(false);
    boolean named = kind.choice(Map.of(KIND, true), KIND).orElse(false);
    boolean foreign = version.isPresent() && kind.isPresent() && !version.startsWith(GROUP);
    return right || named || !foreign;
  }

  private static LoadBalancerModel model(Cursor manifest) {
    Cursor metadata = manifest.section("metadata");
    String name = metadata.requiredField("name").text(LABEL_WORDS, DnsLabel.PATTERN).orElse("");
    String namespace =
        metadata.field("namespace").text(LABEL_WORDS, DnsLabel.PATTERN).orElse("default");
    closeMetadata(metadata);
    Cursor spec = manifest.section("spec");
    Cursor given = spec.section("template");
    int addresses = spec.field("template").field("addresses").size();
    int replicas = replicas(spec.field("replicas"), addresses);
    SortedSet<Integer> reserves = reserves(spec.field("reserveOrdinals"), addresses);
    SortedMap<Integer, String> hostnames = hostnames(spec.field("hostnames"));
    ReplicaTemplate template = TemplateReader.read(given);
    boolean claims = volumeClaims(spec.field("volumeClaimTemplates"));
    LoadBalancerModel.Service service = service(spec.section("service"));
    RoutingSpec routing = RoutingReader.read(spec.section("routing"));
    checkSize(spec.field("replicas"), routing, replicas, reserves);
    HealthPolicy health = health(spec.section("health"), template);
    DrainPolicy drain = drain(spec.section("drain"));
    Cursor rolling = spec.section("rollout");
    Optional<String> restartedAt = rolling.field("restartedAt").text("a string", text -> true);
    RolloutPolicy rollout = rollout(rolling, claims);
    checkWarmUp(spec.section("warmUp"));
    spec.close();
    manifest.ignore("status");
    manifest.close();
    return new LoadBalancerModel(
        namespace,
        name,
        replicas,
        reserves,
        hostnames,
        restartedAt.map(text -> template.with(Map.of(RESTARTED_AT, text))).orElse(template),
        service,
        routing,
        health,
        drain,
        rollout);
  }

  /** What the API server adds is no mistake: its output is a manifest again. */
  private static void closeMetadata(Cursor metadata) {
    TemplateReader.strings(metadata.field("labels"));
    TemplateReader.strings(metadata.field("annotations"));
    metadata.ignore("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields");
    metadata.ignore("ownerReferences", "finalizers", "deletionTimestamp", "selfLink");
    metadata.ignore("deletionGracePeriodSeconds");
    metadata.close();
  }

  private static int replicas(Cursor replicas, int addresses) {
    Optional<Integer> given = replicas.integer(0, DesiredScale.MAX_REPLICAS);
    if (addresses == 0) {
      return given.orElse(1);
    }
    if (given.isPresent() && given.get() != addresses) {
      replicas.refuse(addresses + ", the number of template.addresses, or nothing");
    }
    return addresses;
  }

  private static SortedSet<Integer> reserves(Cursor reserves, int addresses) {
    if (addresses > 0 && !reserves.isEmpty()) {
      reserves.refuse("nothing beside template.addresses");
    }
    if (reserves.size() > DesiredScale.MAX_RESERVE) {
      reserves.refuse("at most " + DesiredScale.MAX_RESERVE + " ordinals");
    }
    return new TreeSet<>(reserves.distinct(ordinal -> ordinal.integer(0, Cursor.MAX_ORDINAL)));
  }

  private static SortedMap<Integer, String> hostnames(Cursor hostnames) {
    Set<String> seen = new HashSet<>();
    return hostnames.byOrdinal(cursor -> {
      Optional<String> name =
          cursor.text("a name of 1 to 253 characters on one line", DISPLAY_NAME);
      if (name.isPresent() && !seen.add(name.get())) {
        cursor.refuse("a name that no other ordinal has");
      }
      return name;
    });
  }

  private static boolean volumeClaims(Cursor claims) {
    for (Cursor claim : claims.items()) {
      claim.isMapping();
    }
    return !claims.isEmpty();
  }

  private static LoadBalancerModel.Service service(Cursor service) {
    LoadBalancerModel.Service read =
        new LoadBalancerModel.Service(
            service.field("port").integer(1, 65535).orElse(80),
            service
                .field("type")
                .choice(SERVICE_TYPES, "ClusterIP, NodePort or LoadBalancer")
                .orElse(CLUSTER_IP),
            TemplateReader.strings(service.field("annotations")));
    service.close();
    return read;
  }

  private static void checkSize(
      Cursor replicas, RoutingSpec routing, int count, SortedSet<Integer> reserves) {
    // More addresses than that were refused where they stand.
    int counted = Math.min(count, DesiredScale.MAX_REPLICAS);
    routing.refusal(new DesiredScale(counted, reserves).ordinals()).ifPresent(replicas::refuse);
  }

  private static HealthPolicy health(Cursor health, ReplicaTemplate template) {
    boolean sample =
        LoadBalancerModel.isSampleImage(template.image()) && template.command().isEmpty();
    HealthPolicy read =
        new HealthPolicy(
            health
                .field("path")
                .text("a path such as /health", PATH)
                .orElse(sample ? "/heartbeat" : null),
            health.field("interval").duration(Durations.SHORTEST).orElse(Duration.ofSeconds(1)),
            health.field("timeout").duration(Durations.SHORTEST).orElse(Duration.ofSeconds(1)),
            health.field("unhealthyAfter").integer(1, 100).orElse(2),
            health.field("healthyAfter").integer(1, 100).orElse(1));
    health.close();
    return read;
  }

  private static DrainPolicy drain(Cursor drain) {
    DrainPolicy read =
        new DrainPolicy(
            drain.field("grace").duration(Duration.ZERO).orElse(Duration.ofSeconds(5)),
            drain.field("deadline").duration(Duration.ZERO).orElse(Duration.ofSeconds(30)));
    drain.close();
    return read;
  }

  /** A claim can't be held twice, so an ordinal with one never has two replicas. */
  private static RolloutPolicy rollout(Cursor rollout, boolean claims) {
    Cursor surge = rollout.field("maxSurge");
    int maxSurge = surge.integer(0, DesiredScale.MAX_REPLICAS).orElse(claims ? 0 : 1);
    int maxUnavailable =
        rollout
            .field("maxUnavailable")
            .integer(0, DesiredScale.MAX_REPLICAS)
            .orElse(claims ? 1 : 0);
    if (claims && maxSurge != 0) {
      surge.refuse("0 with volumeClaimTemplates");
    } else if (maxSurge == 0 && maxUnavailable == 0 && rollout.isSound()) {
      rollout.refuse("maxSurge or maxUnavailable above 0");
    }
    RolloutPolicy read =
        new RolloutPolicy(
            maxSurge,
            maxUnavailable,
            rollout.field("minReady").duration(Duration.ZERO).orElse(Duration.ofSeconds(2)),
            rollout.field("paused").flag().orElse(false),
            rollout.field("partition").integer(0, Cursor.MAX_ORDINAL + 1).orElse(0),
            rollout
                .field("progressDeadline")
                .duration(Durations.SHORTEST)
                .orElse(Duration.ofSeconds(600)),
            claims);
    rollout.close();
    return read;
  }

  private static void checkWarmUp(Cursor warmUp) {
    Cursor duration = warmUp.field("duration");
    if (duration.duration(Duration.ZERO).filter(d -> !d.isZero()).isPresent()) {
      duration.refuse("0s (warm-up is not available in this version)");
    }
    warmUp.close();
  }
}
