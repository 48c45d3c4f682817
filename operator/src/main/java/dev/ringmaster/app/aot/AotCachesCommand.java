package dev.ringmaster.app.aot;

import dev.ringmaster.pool.process.SampleJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The build's last step. Whatever keeps it from making a cache, it says so in one line and
 * succeeds: all works without, only slower.
 */
@Command(
    name = "aot-caches",
    description = "Makes the AOT caches of this JDK in the folder of an installation.",
    hidden = true)
public final class AotCachesCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "where ringmaster.jar is")
  private @Nullable Path folder;

  @Option(
      names = "--operator",
      description = "also makes the one of the operator, which an image needs and a laptop doesn't")
  private boolean operator;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (folder != null) {
      try {
        make(folder.toAbsolutePath().normalize());
      } catch (IOException | RuntimeException reason) {
        say("not made: " + reason.getMessage() + " (all works without, but starts slower)");
      }
    }
    return 0;
  }

  private void make(Path home) throws IOException {
    if (!SampleJvm.knowsCaches()) {
      say("not made: JDK %s has none, JDK 25 has".formatted(Runtime.version().feature()));
      return;
    }
    Path replica = home.resolve("ringmaster-replica.jar");
    if (stale(SampleJvm.cache(replica), List.of(replica))) {
      Training.ofReplica(replica);
    }
    Path balancer = home.resolve("ringmaster.jar");
    List<Path> jars = jars(home);
    if (stale(SampleJvm.cache(balancer), jars)) {
      Training.ofBalancer(home, balancer);
    }
    if (stale(SampleJvm.cache(home.resolve(Training.DOCKER)), jars)) {
      Training.ofDocker(home, balancer);
    }
    if (operator && stale(SampleJvm.cache(home.resolve(Training.OPERATOR)), jars)) {
      Training.ofOperator(home, balancer);
    }
  }

  private static List<Path> jars(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home, 2)) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }

  private static boolean stale(Path cache, List<Path> jars) throws IOException {
    if (!Files.exists(cache)) {
      return true;
    }
    FileTime made = Files.getLastModifiedTime(cache);
    for (Path jar : jars) {
      if (Files.getLastModifiedTime(jar).compareTo(made) > 0) {
        return true;
      }
    }
    return false;
  }

  private void say(String what) {
    if (spec != null) {
      spec.commandLine().getErr().println("ringmaster: AOT caches: " + what);
    }
  }
}
