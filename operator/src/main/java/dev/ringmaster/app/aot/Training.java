package dev.ringmaster.app.aot;

import dev.ringmaster.pool.process.SampleJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One short life of a program: start, some work, an orderly end. The JVM notes what it loaded and
 * which methods ran, and a child of it writes the cache.
 *
 * @param command to run
 * @param environment in which it finds whom it works with
 * @param up what the program prints when it serves; its groups are the addresses
 * @param work that it is given then
 */
record Training(List<String> command, Map<String, String> environment, Pattern up, Work work) {
  /** What the cache of {@code up --driver docker} is named after. */
  static final String DOCKER = "ringmaster-docker";

  /** What the operator's cache is named after. */
  static final String OPERATOR = "ringmaster-operator";

  /** Gives the program something to do, and waits for it. */
  @FunctionalInterface
  interface Work {
    void give(Matcher serving) throws IOException;
  }

  private static final Pattern REPLICA_UP = Pattern.compile("listens on (\\S+)");
  private static final Pattern BALANCER_UP =
      Pattern.compile("Ringmaster is up: http://(\\S+) {3}\\(admin http://(\\S+)\\)");

  private static final Pattern OPERATOR_UP = Pattern.compile("leads from now on");

  /** Enough for the methods on a request's way to show; more would make the build slower. */
  private static final int ROUNDS = 50;

  /** Of three replicas each: some seconds of the operator's work. */
  private static final int BALANCERS = 60;

  /** See the launcher. */
  private static final int LAST_WITH_UNSAFE = 26;

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int BOUND_SECONDS = 60;

  static void ofReplica(Path jar) throws IOException {
    Path cache = SampleJvm.cache(jar);
    Work work = serving -> ask(serving, List.of("/heartbeat", "/home"));
    new Training(SampleJvm.training(jar, output(cache)), Map.of(), REPLICA_UP, work).run(cache);
  }

  static void ofBalancer(Path home, Path jar) throws IOException {
    ofUp(SampleJvm.cache(jar), home, jar, List.of(), Map.of());
  }

  /** It also keeps a container of a made-up engine: see {@link Rehearsal}. */
  static void ofDocker(Path home, Path jar) throws IOException {
    try (MadeUpEngine engine = new MadeUpEngine()) {
      ofUp(
          SampleJvm.cache(home.resolve(DOCKER)),
          home,
          jar,
          List.of("-D" + Rehearsal.PROPERTY + "=true"),
          Map.of("DOCKER_HOST", engine.host()));
    }
  }

  private static void ofUp(
      Path cache, Path home, Path jar, List<String> options, Map<String, String> environment)
      throws IOException {
    Path state = Files.createTempDirectory("ringmaster-aot");
    try {
      List<String> command = java(home, cache);
      command.addAll(options);
      command.addAll(List.of("-jar", jar.toString(), "up", "--port", "0", "--admin-port", "0"));
      command.addAll(List.of("--state", state.toString()));
      Work work = serving -> ask(serving, List.of("/home", "/rep"));
      new Training(command, environment, BALANCER_UP, work).run(cache);
    } finally {
      delete(state);
    }
  }

  static void ofOperator(Path home, Path jar) throws IOException {
    Path cache = SampleJvm.cache(home.resolve(OPERATOR));
    Path folder = Files.createTempDirectory("ringmaster-aot");
    try (MadeUpCluster cluster = new MadeUpCluster(BALANCERS)) {
      List<String> command = java(home, cache);
      command.addAll(List.of("-jar", jar.toString(), "operator", "--bind", "127.0.0.1"));
      command.addAll(List.of("--port", "0", "--admin-port", "0", "--probe-port", "0"));
      Map<String, String> environment =
          Map.of("KUBECONFIG", cluster.kubeconfig(folder).toString(), "HOME", folder.toString());
      Work work = serving -> cluster.play(BOUND_SECONDS / 2);
      new Training(command, environment, OPERATOR_UP, work).run(cache);
    } finally {
      delete(folder);
    }
  }

  private static List<String> java(Path home, Path cache) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:AOTCacheOutput=" + output(cache));
    command.addAll(List.of("-XX:+UseSerialGC", "-Dringmaster.home=" + home));
    // As the launcher has it: what Netty loads depends on it.
    if (Runtime.version().feature() <= LAST_WITH_UNSAFE) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    return command;
  }

  private static Path output(Path cache) {
    return cache.resolveSibling(cache.getFileName() + ".new");
  }

  /** The cache takes its place whole. */
  private void run(Path cache) throws IOException {
    Path output = output(cache);
    try {
      String last = live();
      if (!Files.exists(output)) {
        throw new IOException("no " + cache.getFileName() + ", the last words were: " + last);
      }
      Files.move(output, cache, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(output.resolveSibling(output.getFileName() + ".config"));
    }
  }

  /** Its last words. */
  private String live() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("PORT", "0", "BIND", "127.0.0.1"));
    builder.environment().putAll(environment);
    // The JVM refuses some of what may be set there beside a cache.
    List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "DOCKER_TLS_VERIFY")
        .forEach(builder.environment()::remove);
    Process process = builder.start();
    CompletableFuture.delayedExecutor(BOUND_SECONDS, TimeUnit.SECONDS).execute(() -> end(process));
    String last = "";
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
        Matcher serving = up.matcher(line);
        if (serving.find()) {
          work.give(serving);
          // Not by the process itself, which would close what is still to be read.
          process.toHandle().destroy();
        }
      }
    } finally {
      end(process);
    }
    return last;
  }

  private static void ask(Matcher serving, List<String> paths) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      for (String path : paths) {
        get(serving.group(1) + path, round);
      }
    }
    if (serving.groupCount() > 1) {
      get(serving.group(2) + "/readyz", 0);
    }
  }

  private static void get(String url, int round) throws IOException {
    HttpURLConnection request =
        (HttpURLConnection) URI.create("http://" + url).toURL().openConnection();
    request.setRequestProperty("X-User-Id", "user" + round);
    request.setConnectTimeout(TIMEOUT_MILLIS);
    request.setReadTimeout(TIMEOUT_MILLIS);
    try (InputStream body = request.getInputStream()) {
      body.readAllBytes();
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
