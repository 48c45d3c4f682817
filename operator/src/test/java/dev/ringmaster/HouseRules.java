package dev.ringmaster;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Who may know whom. Rooms are packages below a root, so that the same rules can be held against
 * another house.
 */
final class HouseRules {
  /** The pure core, and which of its rooms each room knows. */
  static final Map<String, Set<String>> CORE =
      Map.ofEntries(
          Map.entry("ring", Set.of()),
          Map.entry("ring.measure", Set.of("ring")),
          Map.entry("analyze", Set.of("ring")),
          Map.entry("access", Set.of()),
          Map.entry("load", Set.of()),
          Map.entry("routing.key", Set.of("ring")),
          Map.entry("routing", Set.of("ring", "load", "routing.key")),
          Map.entry("health", Set.of()),
          Map.entry("scale", Set.of()),
          Map.entry("pool", Set.of("ring")),
          Map.entry("preview", Set.of("ring", "ring.measure", "scale", "spec")),
          Map.entry("pool.address", Set.of("pool")),
          Map.entry("pool.plan", Set.of("pool")),
          Map.entry("pool.loop", Set.of("pool", "pool.plan", "scale")),
          Map.entry("view", Set.of("preview", "scale")),
          Map.entry("traffic", Set.of("routing")),
          Map.entry(
              "roster",
              Set.of(
                  "health",
                  "load",
                  "pool",
                  "preview",
                  "ring",
                  "ring.measure",
                  "routing",
                  "routing.key",
                  "scale",
                  "spec",
                  "view")),
          Map.entry(
              "spec",
              Set.of(
                  "health",
                  "load",
                  "pool",
                  "ring",
                  "routing",
                  "routing.key",
                  "scale",
                  "spec.unit")),
          Map.entry("spec.unit", Set.of()));

  /** They know the core, each other never. */
  static final List<String> ADAPTERS =
      List.of(
          "pool.process",
          "pool.docker",
          "pool.kubernetes",
          "kubernetes",
          "cluster",
          "controller",
          "probe",
          "router",
          "admin",
          "telemetry",
          "state",
          "chart");

  /** The custom resource's classes: they know nobody. */
  static final List<String> LEAF =
      List.of("api", "api.routing", "api.schema", "api.status", "api.template");

  /** The adapters that know the custom resource, and what they know in common beside it. */
  private static final Set<String> READERS =
      Set.of("cluster", "controller", "kubernetes", "pool.kubernetes");

  private static final String COMMON = "kubernetes";

  private static final String[] PURE = {
    "java.lang..",
    "java.math",
    "java.util",
    "java.util.function",
    "java.util.random",
    "java.util.regex",
    "java.util.stream",
    "java.util.concurrent.atomic",
    "java.time",
    "java.nio.charset",
    "org.jspecify.annotations"
  };

  private static final String[] API_LIBRARIES = {
    "java.lang..",
    "java.util",
    "com.fasterxml.jackson.annotation..",
    "io.fabric8.crd.generator.annotation..",
    "io.fabric8.generator.annotation..",
    "io.fabric8.kubernetes.api.model..",
    "io.fabric8.kubernetes.client",
    "io.fabric8.kubernetes.model.annotation..",
    "org.jspecify.annotations"
  };

  private static final Set<String> WAITS = Set.of("get", "join", "await", "acquire", "sleep");

  private final String root;

  HouseRules(String root) {
    this.root = root;
  }

  ArchRule coreIsPure() {
    return classes()
        .that(core())
        .should(
            onlyDependOnClassesThat(
                core()
                    .or(resideInAnyPackage(PURE))
                    .or(arrayOf(core().or(resideInAnyPackage(PURE))))
                    .or(resideInAPackage("com.dynatrace.hash4j.."))));
  }

  ArchRule coreHasNoClockAndNoThread() {
    return noClasses()
        .that(core())
        .should()
        .callMethodWhere(readsAClock())
        .orShould()
        .dependOnClassesThat(assignableTo(Thread.class))
        .orShould()
        .dependOnClassesThat(assignableTo(ThreadLocal.class))
        .orShould()
        .dependOnClassesThat(assignableTo(Process.class));
  }

  ArchRule coreKeepsItsOrder() {
    return classes()
        .that(core())
        .should(
            knowOnly(room -> {
              Collection<String> known = new ArrayList<>(CORE.getOrDefault(room, Set.of()));
              known.add(room);
              return known;
            }));
  }

  ArchRule adaptersKnowTheCoreOnly() {
    return classes()
        .that(resideInAnyPackage(packages(ADAPTERS, "..")))
        .should(
            knowOnly(room -> {
              Collection<String> known = new ArrayList<>(CORE.keySet());
              ADAPTERS.stream()
                  .filter(adapter -> room.equals(adapter) || room.startsWith(adapter + "."))
                  .forEach(adapter -> {
                    known.add(adapter);
                    known.add(adapter + ".*");
                    if (READERS.contains(adapter)) {
                      known.addAll(LEAF);
                      known.add(COMMON);
                    }
                  });
              return known;
            }));
  }

  ArchRule apiIsALeaf() {
    return classes()
        .that(resideInAPackage(root + ".api.."))
        .should(
            onlyDependOnClassesThat(
                resideInAPackage(root + ".api..").or(resideInAnyPackage(API_LIBRARIES))));
  }

  ArchRule roomsHaveNoCycles() {
    return slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  /** A library, by its package, is used in these rooms and those below them only. */
  ArchRule atHome(String library, String... rooms) {
    return noClasses()
        .that(not(resideInAnyPackage(packages(List.of(rooms), ".."))))
        .should()
        .dependOnClassesThat(resideInAPackage(library));
  }

  ArchRule routerNeverBlocks() {
    return noClasses()
        .that(resideInAPackage(root + ".router.."))
        .should()
        .dependOnClassesThat(resideInAPackage("java.util.concurrent.locks"))
        .orShould()
        .callMethodWhere(waits());
  }

  ArchRule routerHasNoMonitors() {
    return methods()
        .that()
        .areDeclaredInClassesThat(resideInAPackage(root + ".router.."))
        .should()
        .notHaveModifier(SYNCHRONIZED);
  }

  ArchRule topLevelClassesAreClosed() {
    return classes()
        .that()
        .areTopLevelClasses()
        .should(
            new ArchCondition<>("be final, sealed, or no class") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                boolean closed =
                    type.getModifiers().contains(FINAL)
                        || type.isInterface()
                        || type.isEnum()
                        || type.reflect().isSealed();
                events.add(new SimpleConditionEvent(type, closed, type.getName() + " is open"));
              }
            });
  }

  private DescribedPredicate<JavaClass> core() {
    return resideInAnyPackage(packages(CORE.keySet(), ""));
  }

  private String[] packages(Collection<String> rooms, String suffix) {
    return rooms.stream().map(room -> root + "." + room + suffix).toArray(String[]::new);
  }

  /** Dependencies within the house go to known rooms only. */
  private ArchCondition<JavaClass> knowOnly(Knowledge knowledge) {
    return new ArchCondition<>("know only the rooms that they may know") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Collection<String> known = knowledge.of(room(type));
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          boolean outside = !target.getPackageName().startsWith(root + ".");
          String room = outside ? "" : room(target);
          boolean fine =
              outside
                  || known.stream()
                      .anyMatch(allowed ->
                          allowed.endsWith(".*")
                              ? room.startsWith(allowed.substring(0, allowed.length() - 1))
                              : room.equals(allowed));
          events.add(new SimpleConditionEvent(type, fine, dependency.getDescription()));
        }
      }
    };
  }

  private String room(JavaClass type) {
    return type.getPackageName().substring(root.length() + 1);
  }

  private static DescribedPredicate<JavaClass> arrayOf(DescribedPredicate<JavaClass> elements) {
    return DescribedPredicate.describe(
        "arrays of these or of primitives",
        type ->
            type.isArray()
                && (type.getBaseComponentType().isPrimitive()
                    || elements.test(type.getBaseComponentType())));
  }

  private static DescribedPredicate<JavaMethodCall> readsAClock() {
    return DescribedPredicate.describe(
        "read a clock",
        call -> {
          String owner = call.getTargetOwner().getName();
          String name = call.getTarget().getName();
          return (owner.equals("java.lang.System")
                  && Stream.of("nanoTime", "currentTimeMillis").anyMatch(name::equals))
              || (owner.startsWith("java.time.") && name.equals("now"));
        });
  }

  private static DescribedPredicate<JavaMethodCall> waits() {
    return DescribedPredicate.describe(
        "wait",
        call -> {
          JavaClass owner = call.getTargetOwner();
          boolean waiter =
              owner.isAssignableTo(Future.class)
                  || owner.isAssignableTo(io.vertx.core.Future.class)
                  || owner.isAssignableTo(Thread.class)
                  || owner.getName().startsWith("java.util.concurrent.CountDownLatch")
                  || owner.getName().startsWith("java.util.concurrent.Semaphore");
          String name = call.getTarget().getName();
          boolean idles = owner.isEquivalentTo(Object.class) && name.equals("wait");
          // Vert.x's own join composes futures and waits for none.
          boolean composes =
              owner.isAssignableTo(io.vertx.core.Future.class) && !name.equals("await");
          return idles || (waiter && !composes && WAITS.contains(name));
        });
  }

  private interface Knowledge {
    Collection<String> of(String room);
  }
}
