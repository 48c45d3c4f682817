package dev.ringmaster.testing.kubernetes.kubelet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import dev.ringmaster.testing.kubernetes.TestNamespace;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a Pod on a node that is well. */
@RequiresApiServer
class LoopbackKubeletIT {
  private final ControlPlane plane;
  private KubeletRig rig;

  LoopbackKubeletIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void start(TestNamespace namespace) {
    String name = namespace.name();
    rig = new KubeletRig(plane, name, LoopbackKubelet.in(plane, name).start());
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void sample_answersOnItsOwnAddress_onceItIsReady() throws IOException {
    rig.create(KubeletRig.sample("a"));
    rig.create(KubeletRig.sample("b"));
    Pod a = rig.see("a", KubeletRig::isReady);
    Pod b = rig.see("b", KubeletRig::isReady);
    assertThat(KubeletRig.get(a, "/home")).isEqualTo(200);
    assertThat(KubeletRig.get(b, "/home")).isEqualTo(200);
    assertThat(a.getStatus().getPodIP()).startsWith("127.").isNotEqualTo(b.getStatus().getPodIP());
    assertThat(a.getSpec().getNodeName()).isNotEqualTo(b.getSpec().getNodeName());
  }

  @Test
  void readiness_comesWithTheProbe_andGoesWithIt() throws IOException {
    rig.create(KubeletRig.sample("a"), "exec sleep 60");
    Pod pod = rig.see("a", now -> KubeletRig.running(now) != null);
    assertThat(KubeletRig.isReady(pod)).isFalse();
    assertThat(KubeletRig.condition(pod, "ContainersReady").getReason())
        .isEqualTo("ContainersNotReady");
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(pod.getStatus().getPodIP(), 5000));
      Thread.ofVirtual().start(() -> answerAll(socket));
      rig.see("a", KubeletRig::isReady);
    }
    rig.see("a", now -> !KubeletRig.isReady(now));
    assertThat(KubeletRig.container(rig.see("a", now -> true)).getRestartCount()).isZero();
  }

  /** As an HTTP server that knows one answer. */
  private static void answerAll(ServerSocket socket) {
    byte[] answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII);
    while (true) {
      try (Socket client = socket.accept()) {
        client.getInputStream().read(new byte[4096]);
        client.getOutputStream().write(answer);
      } catch (IOException over) {
        if (socket.isClosed()) {
          return;
        }
      }
    }
  }

  @Test
  void environment_isExpandedAsInACluster() {
    PodBuilder pod = KubeletRig.shell("a", "Never", "echo $WHO $WHERE $LITERAL $0; exit 1");
    pod.editSpec()
        .editContainer(0)
        .addToArgs("$(WHO)")
        .addNewEnv()
        .withName("ME")
        .withNewValueFrom()
        .withNewFieldRef("v1", "metadata.name")
        .endValueFrom()
        .endEnv()
        .addNewEnv()
        .withName("WHERE")
        .withNewValueFrom()
        .withNewFieldRef("v1", "status.podIP")
        .endValueFrom()
        .endEnv()
        .addToEnv(new EnvVar("WHO", "i-am-$(ME)", null))
        .addToEnv(new EnvVar("LITERAL", "$$(ME)-$(NOBODY)", null))
        .endContainer()
        .endSpec();
    rig.create(pod);
    Pod over = rig.see("a", now -> "Failed".equals(now.getStatus().getPhase()));
    assertThat(KubeletRig.container(over).getState().getTerminated().getMessage())
        .isEqualTo("i-am-a %s $(ME)-$(NOBODY) i-am-a\n".formatted(over.getStatus().getPodIP()));
  }

  @Test
  void crash_restartsInPlace() {
    rig.create(KubeletRig.sample("a"));
    Pod pod = rig.see("a", KubeletRig::isReady);
    rig.kubelet().crash(pod);
    Pod again =
        rig.see(
            "a",
            now -> KubeletRig.isReady(now) && KubeletRig.container(now).getRestartCount() == 1);
    assertThat(again.getMetadata().getUid()).isEqualTo(pod.getMetadata().getUid());
    assertThat(again.getStatus().getPodIP()).isEqualTo(pod.getStatus().getPodIP());
    assertThat(KubeletRig.container(again).getLastState().getTerminated().getExitCode())
        .isEqualTo(137);
  }

  @Test
  void crashLoop_backsOff() {
    rig.create(KubeletRig.shell("a", "Always", "echo no use; exit 7"));
    Pod pod =
        rig.see(
            "a",
            now ->
                KubeletRig.waits(now, "CrashLoopBackOff")
                    && KubeletRig.container(now).getRestartCount() == 2);
    assertThat(KubeletRig.container(pod).getState().getWaiting().getMessage())
        .startsWith("back-off 20s");
    assertThat(KubeletRig.container(pod).getLastState().getTerminated().getMessage())
        .isEqualTo("no use\n");
    assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
    assertThat(KubeletRig.isReady(pod)).isFalse();
  }

  @Test
  void never_failsWithExitCodeAndLastWords() {
    rig.create(KubeletRig.shell("a", "Never", "echo last words; exit 3"));
    Pod pod = rig.see("a", now -> "Failed".equals(now.getStatus().getPhase()));
    ContainerStateTerminated end = KubeletRig.container(pod).getState().getTerminated();
    assertThat(end.getExitCode()).isEqualTo(3);
    assertThat(end.getReason()).isEqualTo("Error");
    assertThat(end.getMessage()).isEqualTo("last words\n");
  }

  @Test
  void onFailure_runsUntilItSucceeds(@TempDir Path folder) {
    Path once = folder.resolve("once");
    rig.create(
        KubeletRig.shell(
            "a", "OnFailure", "[ -e " + once + " ] || { touch " + once + "; exit 1; }"));
    Pod pod = rig.see("a", now -> "Succeeded".equals(now.getStatus().getPhase()));
    assertThat(KubeletRig.container(pod).getRestartCount()).isEqualTo(1);
    assertThat(KubeletRig.condition(pod, "Ready").getReason()).isEqualTo("PodCompleted");
  }

  @Test
  void deletion_playsPreStop_thenTerm_thenKill(@TempDir Path folder) throws IOException {
    Path story = folder.resolve("story");
    PodBuilder pod =
        KubeletRig.shell(
            "a",
            "Always",
            "trap 'echo TERM >>" + story + "' TERM; echo set; while :; do sleep 0.1; done");
    pod.editSpec()
        .withTerminationGracePeriodSeconds(6L)
        .editContainer(0)
        .withNewLifecycle()
        .withNewPreStop()
        .withNewExec()
        .withCommand("sh", "-c", "sleep 0.3; echo preStop >>" + story)
        .endExec()
        .endPreStop()
        .endLifecycle()
        .endContainer()
        .endSpec();
    rig.create(pod);
    Pod running = rig.see("a", KubeletRig::isReady);
    ProcessHandle process = rig.process(running);
    rig.patiently("its trap").until(() -> rig.kubelet().output(running).contains("set"));
    long began = System.nanoTime();
    rig.pods("a").delete();
    rig.awaitGone("a");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(6));
    assertThat(process.isAlive()).isFalse();
    assertThat(Files.readAllLines(story)).containsExactly("preStop", "TERM");
  }

  @Test
  void deletion_ofWhatEndsByItself_isSoonOver_afterItsSleep() {
    PodBuilder pod = KubeletRig.sample("a");
    pod.editSpec()
        .withTerminationGracePeriodSeconds(30L)
        .editContainer(0)
        .withNewLifecycle()
        .withNewPreStop()
        .withNewSleep(2L)
        .endPreStop()
        .endLifecycle()
        .endContainer()
        .endSpec();
    rig.create(pod);
    Pod ready = rig.see("a", KubeletRig::isReady);
    ProcessHandle process = rig.process(ready);
    long began = System.nanoTime();
    rig.pods("a").delete();
    Pod ending = rig.see("a", now -> now.getMetadata().getDeletionTimestamp() != null);
    assertThat(KubeletRig.isReady(ending)).isTrue();
    rig.awaitGone("a");
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(15));
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void forcedDeletion_endsTheProcess_afterTheObject() {
    rig.create(KubeletRig.sample("a"));
    ProcessHandle process = rig.process(rig.see("a", KubeletRig::isReady));
    rig.pods("a").withGracePeriod(0).delete();
    assertThat(rig.pods("a").get()).isNull();
    rig.awaitEnd(process);
  }

  @Test
  void unpullableImage_waits_andHeals() {
    rig.kubelet().unpullable("ringmaster/replica:0.1");
    rig.create(KubeletRig.sample("a"));
    Pod pod = rig.see("a", now -> KubeletRig.waits(now, "ImagePullBackOff"));
    assertThat(KubeletRig.container(pod).getState().getWaiting().getMessage())
        .contains("Back-off pulling image \"ringmaster/replica:0.1\"");
    assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
    rig.kubelet().pullable("ringmaster/replica:0.1");
    rig.see("a", KubeletRig::isReady);
  }
}
