package dev.ringmaster.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.pool.Resources.Amounts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplicaTemplateTest {
  /** As 0.1 wrote them down; another figure makes an upgrade replace every replica. */
  @Test
  void revision_ofAnEarlierTemplate_staysAsItWas() {
    Map<String, String> env = new LinkedHashMap<>();
    env.put("B", "c");
    env.put("_a", "");

    assertThat(
            revision(
                new ReplicaTemplate("ringmaster/replica", List.of(), List.of(), 5000, Map.of())))
        .isEqualTo("5cd352df77");
    assertThat(
            revision(new ReplicaTemplate("a/b:1", List.of("run", "$(PORT)"), List.of(), 80, env)))
        .isEqualTo("0244806b61");
  }

  @Test
  void revision_ofContainersThatDiffer_differs() {
    List<ReplicaTemplate> templates =
        List.of(
            template(Resources.NONE),
            template(new Resources(cpu(1), Amounts.NONE)),
            template(new Resources(cpu(2), Amounts.NONE)),
            template(new Resources(memory(1), Amounts.NONE)),
            template(new Resources(Amounts.NONE, cpu(1))),
            template(new Resources(Amounts.NONE, memory(1))),
            template(new Resources(cpu(1), cpu(1))),
            template(Resources.NONE, mount("a", "/b", false)),
            template(Resources.NONE, mount("a", "/c", false)),
            template(Resources.NONE, mount("b", "/b", false)),
            template(Resources.NONE, mount("a", "/b", true)),
            template(Resources.NONE, new Mount(Mount.Type.BIND, "a", "/b", false)),
            template(Resources.NONE, mount("a", "/b", false), mount("a", "/c", false)));

    assertThat(templates.stream().map(ReplicaTemplateTest::revision)).doesNotHaveDuplicates();
  }

  @Test
  void revision_ofVariablesThatLookLikeResources_differs() {
    Stream<ReplicaTemplate> templates =
        Stream.of("limits.cpu", "mount.VOLUME")
            .map(name -> new ReplicaTemplate("a", List.of(), List.of(), 80, Map.of(name, "1")));

    assertThat(templates.map(ReplicaTemplateTest::revision))
        .doesNotContain(
            revision(template(new Resources(cpu(1), Amounts.NONE))),
            revision(template(Resources.NONE, mount("a", "/b", false))));
  }

  @Test
  void mount_ofAnOrdinal_hasItsOwnSource() {
    assertThat(mount("data-$(REPLICA_ORDINAL)", "/b", false).source(12)).isEqualTo("data-12");
    assertThat(mount("$(REPLICA_ORDINAL).$(REPLICA_ORDINAL)", "/b", false).source(0))
        .isEqualTo("0.0");
    assertThat(mount("data", "/b", false).source(1)).isEqualTo("data");
  }

  private static String revision(ReplicaTemplate template) {
    return template.revisions().apply(0);
  }

  private static ReplicaTemplate template(Resources resources, Mount... mounts) {
    return new ReplicaTemplate("a", List.of(), List.of(), 80, Map.of(), resources, List.of(mounts));
  }

  private static Amounts cpu(long millis) {
    return new Amounts(OptionalLong.of(millis), OptionalLong.empty());
  }

  private static Amounts memory(long bytes) {
    return new Amounts(OptionalLong.empty(), OptionalLong.of(bytes));
  }

  private static Mount mount(String source, String target, boolean readOnly) {
    return new Mount(Mount.Type.VOLUME, source, target, readOnly);
  }
}
