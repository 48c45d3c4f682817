package dev.ringmaster.pool.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.health.HealthPolicy;
import dev.ringmaster.kubernetes.PodExtras;
import dev.ringmaster.kubernetes.PodLabels;
import dev.ringmaster.kubernetes.PodOwner;
import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.Replica.Phase;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaPoolContract;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import dev.ringmaster.testing.kubernetes.TestNamespace;
import dev.ringmaster.testing.kubernetes.kubelet.LoopbackKubelet;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@RequiresApiServer
final class KubernetesReplicaPoolIT extends ReplicaPoolContract {
  private static final String IMAGE = "example.org/ringmaster/replica:0.1";
  private static final Path SAMPLE =
      Path.of(System.getProperty("ringmaster.home"), "ringmaster-replica.jar");
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private final KubernetesClient client;
  private final TestNamespace namespace;
  private final LoopbackKubelet kubelet;
  private final PodOwner owner;
  private final Set<String> lost = ConcurrentHashMap.newKeySet();
  private final List<SharedIndexInformer<Pod>> informers = new ArrayList<>();
  private @Nullable KubernetesReplicaPool opened;

  KubernetesReplicaPoolIT(ControlPlane plane) {
    client = plane.admin();
    namespace = plane.newNamespace();
    kubelet = LoopbackKubelet.in(plane, namespace.name()).nodes("pool-a", "pool-b").start();
    // Whose owner is nobody is collected; any object will do.
    ConfigMap object =
        client
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName("web")
                    .withNamespace(namespace.name())
                    .endMetadata()
                    .build())
            .create();
    owner = new PodOwner("v1", "ConfigMap", namespace.name(), "web", object.getMetadata().getUid());
  }

  @Override
  protected ReplicaPool newPool(Runnable onChange) {
    SharedIndexInformer<Pod> informer =
        client
            .pods()
            .inNamespace(namespace.name())
            .withLabel(PodLabels.BALANCER, owner.name())
            .inform(new Told(onChange));
    informers.add(informer);
    KubernetesReplicaPool pool =
        new KubernetesReplicaPool(
            client,
            owner,
            new PodStore() {
              @Override
              public Collection<Pod> pods() {
                return informer.getStore().list();
              }

              @Override
              public boolean lost(String node) {
                return lost.contains(node);
              }
            });
    opened = pool;
    return pool;
  }

  private record Told(Runnable onChange) implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      onChange.run();
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
      onChange.run();
    }

    @Override
    public void onDelete(Pod pod, boolean unknown) {
      onChange.run();
    }
  }

  @Override
  protected void close() {
    assertThat(opened).isNotNull();
    soon().untilAsserted(() -> assertThat(all()).isEmpty());
    informers.forEach(SharedIndexInformer::close);
    kubelet.close();
    namespace.close();
  }

  private List<Pod> all() {
    return client.pods().inNamespace(namespace.name()).list().getItems();
  }

  @Override
  protected ReplicaTemplate sample() {
    return command(Map.of(), List.of());
  }

  /** Else the kubelet starts anew what has ended, and nothing ever does. */
  @Override
  protected ReplicaTemplate command(Map<String, String> env, List<String> command) {
    return template(env, command, Map.of("spec", Map.of("restartPolicy", "Never")));
  }

  private static ReplicaTemplate template(
      Map<String, String> env, List<String> command, Map<String, Object> podTemplate) {
    return extras(podTemplate, List.of())
        .into(new ReplicaTemplate(IMAGE, command, List.of(), 5000, env));
  }

  private static PodExtras extras(
      Map<String, Object> podTemplate, List<Map<String, Object>> claims) {
    HealthPolicy health =
        new HealthPolicy("/heartbeat", Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 1);
    return new PodExtras(
        podTemplate, claims, health, new DrainPolicy(Duration.ZERO, Duration.ZERO));
  }

  /** What a watch shows of a Pod's last state, and that it is gone, may come together. */
  @Override
  protected List<String> wordsOfAnEnd(String words) {
    return List.of(words, "ended");
  }

  @Override
  protected boolean tellsOfMore() {
    return true;
  }

  @Override
  protected String server(String first) {
    return first + "exec '" + JAVA + "' -Xmx64m -jar '" + SAMPLE + "'";
  }

  @Override
  protected void kill(Replica replica) {
    kubelet.crash(pod(replica));
  }

  @Override
  protected boolean runs(Replica replica) {
    Pod pod = replica.runtimeId().isEmpty() ? null : resource(replica).get();
    return pod != null && "Running".equals(pod.getStatus().getPhase());
  }

  private Pod pod(Replica replica) {
    return resource(replica).require();
  }

  private PodResource resource(Replica replica) {
    return client.pods().inNamespace(namespace.name()).withName(replica.runtimeId());
  }

  @Test
  void pod_carriesWhatItIsKnownBy() {
    Replica replica = create(3, "Server 4", sample());

    Pod pod = pod(replica);
    assertThat(pod.getMetadata().getName()).matches("web-3-[a-z0-9]{5}");
    assertThat(pod.getMetadata().getLabels())
        .containsEntry(PodLabels.BALANCER, "web")
        .containsEntry(PodLabels.ORDINAL, "3")
        .containsEntry(PodLabels.REVISION, replica.revision());
    assertThat(pod.getMetadata().getAnnotations()).containsEntry(PodLabels.NAME, "Server 4");
    assertThat(pod.getMetadata().getOwnerReferences()).containsExactly(owner.reference());
  }

  @Test
  void pod_isAdmittedWhereTheRestrictedProfileIsEnforced() {
    client
        .namespaces()
        .withName(namespace.name())
        .edit(before -> {
          before.getMetadata().getLabels().put("pod-security.kubernetes.io/enforce", "restricted");
          return before;
        });

    assertThat(create(0, "s1", sample()).phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void create_thatTheApiServerRefuses_hasEndedWithItsWords() {
    client
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("few")
                .withNamespace(namespace.name())
                .endMetadata()
                .withNewSpec()
                .addToHard("pods", new Quantity("0"))
                .endSpec()
                .build())
        .create();
    // Who admits Pods learns of it a little later: the first may still get through.
    AtomicInteger next = new AtomicInteger();
    Replica refused =
        soon()
            .until(
                () -> create(next.getAndIncrement(), "s1", sample()),
                replica -> replica.phase() == Phase.EXITED);
    assertThat(refused.exit().getFirst()).isEqualTo("can't be created");
    assertThat(refused.exit().getLast()).contains("exceeded quota: few");
  }

  /** No volume binds here: nobody provides any. */
  @Test
  void claims_areMadeOnceForAnOrdinal_andOutliveItsReplicas() {
    ReplicaTemplate claiming = claiming();
    var unused = create(1, "s1", claiming);
    unused = create(1, "s2", claiming);
    unused = create(2, "s3", claiming);

    List<PersistentVolumeClaim> claims =
        client.persistentVolumeClaims().inNamespace(namespace.name()).list().getItems();
    assertThat(claims)
        .extracting(claim -> claim.getMetadata().getName())
        .containsExactly("data-web-1", "data-web-2");
    assertThat(claims.getFirst().getMetadata().getLabels())
        .containsEntry(PodLabels.BALANCER, "web")
        .containsEntry(PodLabels.ORDINAL, "1")
        .containsEntry("tier", "gold");
    assertThat(claims.getFirst().getMetadata().getOwnerReferences()).isEmpty();
    assertThat(claims.getFirst().getSpec().getResources().getRequests())
        .containsEntry("storage", new Quantity("1Gi"));
  }

  @Test
  void claim_thatTheApiServerRefuses_hasEndedWithItsWords() {
    Replica refused = create(0, "s1", claiming("ReadWriteSometimes"));

    assertThat(refused.exit().getFirst()).isEqualTo("can't be created");
    assertThat(refused.exit().getLast()).contains("ReadWriteSometimes");
  }

  private static ReplicaTemplate claiming() {
    return claiming("ReadWriteOnce");
  }

  private static ReplicaTemplate claiming(String accessMode) {
    Map<String, Object> claim =
        Map.of(
            "metadata",
            Map.of("name", "data", "labels", Map.of("tier", "gold")),
            "spec",
            Map.of(
                "accessModes",
                List.of(accessMode),
                "resources",
                Map.of("requests", Map.of("storage", "1Gi"))));
    return extras(Map.of("spec", Map.of("restartPolicy", "Never")), List.of(claim))
        .into(new ReplicaTemplate(IMAGE, List.of(), List.of(), 5000, Map.of()));
  }

  @Test
  void create_ofWhatIsNoPodTemplate_hasEndedWithTheReason() {
    Replica refused =
        create(0, "s1", template(Map.of(), List.of(), Map.of("spec", List.of("no mapping"))));

    assertThat(refused.phase()).isEqualTo(Phase.EXITED);
    assertThat(refused.exit().getFirst()).isEqualTo("can't be created");
  }

  @Test
  void create_whoseAnswerWasLost_makesNoSecondPod() throws Exception {
    Replica first = create(0, "s1", sample());
    ReplicaPool another = newPool(() -> {});

    another.create(new ReplicaSpec(0, first.incarnation(), "s1", sample()));

    assertThat(all()).hasSize(1);
    soon().until(() -> another.observe().equals(List.of(first)));
  }

  @Test
  void pod_thatIsDeletedByForce_hasEnded() {
    Replica replica = create(0, "s1", sample());

    resource(replica).withGracePeriod(0).delete();

    assertThat(awaitExit(replica.incarnation()).exit()).containsExactly("deleted");
  }

  @Test
  void pod_thatIsDeletedByAnother_isStopping() {
    Replica replica = create(0, "s1", shell(server("trap '' TERM; ")));
    awaitListening(replica);

    resource(replica).delete();

    soon()
        .untilAsserted(() ->
            assertThat(observe(replica.incarnation()).phase()).isIn(Phase.STOPPING, Phase.EXITED));
    awaitExit(replica.incarnation());
  }

  @Test
  void pod_thatIsEvictedByItsNode_hasEndedWithTheReason() {
    Replica replica = create(0, "s1", sample());

    kubelet.fail(pod(replica), "Evicted", "The node was low on resource: memory.");

    assertThat(awaitExit(replica.incarnation()).exit())
        .containsExactly("evicted", "The node was low on resource: memory.");
  }

  @Test
  void pod_onANodeOutOfReach_isLost() {
    Replica replica = create(0, "s1", sample());

    lost.add(pod(replica).getSpec().getNodeName());

    assertThat(observe(replica.incarnation()).phase()).isEqualTo(Phase.LOST);
  }

  @Test
  void image_thatCantBePulled_ailsAndHeals() {
    kubelet.unpullable(IMAGE);
    pool.create(new ReplicaSpec(0, 4711, "s1", sample()));
    soon().until(() -> observe(4711), replica -> !replica.exit().isEmpty());
    assertThat(observe(4711).phase()).isEqualTo(Phase.STARTING);
    assertThat(observe(4711).exit().getFirst()).isIn("ErrImagePull", "ImagePullBackOff");

    kubelet.pullable(IMAGE);

    soon().until(() -> observe(4711).phase() == Phase.RUNNING);
    assertThat(observe(4711).exit()).isEmpty();
  }

  @Test
  void crashLoop_ofOneThatIsStartedAnew_saysWhy() {
    Map<String, Object> always = Map.of("spec", Map.of("restartPolicy", "Always"));
    pool.create(
        new ReplicaSpec(
            0,
            4711,
            "s1",
            template(Map.of(), List.of("sh", "-c", "echo no disk >&2; exit 3"), always)));

    soon()
        .untilAsserted(() ->
            assertThat(observe(4711).exit())
                .containsExactly("CrashLoopBackOff", "exit code 3", "no disk"));
    assertThat(observe(4711).phase()).isNotEqualTo(Phase.EXITED);
  }

  @Test
  void foreignPod_ofOurLabel_isNobodyOfOurs() {
    Replica replica = create(0, "s1", sample());
    Pod foreign = pod(replica);
    foreign.getMetadata().setName("foreign");
    foreign.getMetadata().setResourceVersion(null);
    foreign.getMetadata().setUid(null);
    foreign.getMetadata().setOwnerReferences(List.of());
    foreign.getSpec().setNodeName(null);
    Pod made = client.resource(foreign).create();
    soon().until(() -> all().size() == 2);
    assertThat(pool.observe()).containsExactly(replica);
    client.resource(made).withGracePeriod(0).delete();
  }
}
