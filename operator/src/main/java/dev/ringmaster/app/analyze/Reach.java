package dev.ringmaster.app.analyze;

import dev.ringmaster.app.analyze.client.Wire;
import dev.ringmaster.app.cli.UserError;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A replica that can be killed.
 *
 * @param replica its name
 * @param how for the report
 */
record Reach(String replica, String how, Weapon weapon) {
  private static final Pattern PID = Pattern.compile("pid (\\d+)");
  private static final Pattern CONTAINER = Pattern.compile("container ([0-9a-zA-Z][\\w.-]*)");

  /** Kills at once. */
  @FunctionalInterface
  interface Weapon {
    void use() throws IOException, InterruptedException;
  }

  /** Nobody can be killed; why. */
  static final class OutOfReach extends Exception {
    private static final long serialVersionUID = 1L;

    OutOfReach(String reason) {
      super(reason);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  static Reach ofPid(String replica, long pid) {
    return new Reach(
        replica,
        "SIGKILL of pid " + pid,
        () -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
  }

  /**
   * By what the admin API says of the replica.
   *
   * @param admin the API's address
   * @param replicas all names, by which the balancer is known
   */
  static Reach byAdmin(Wire wire, URI admin, List<String> replicas)
      throws OutOfReach, InterruptedException {
    String replica = replicas.getFirst();
    return of(replica, runtimeId(members(wire, admin), replicas, replica), admin);
  }

  private static JsonArray members(Wire wire, URI admin) throws OutOfReach, InterruptedException {
    String call = admin + "/api/v1/balancers";
    try {
      Wire.Reply reply = Wire.await(wire.peer(admin, 1).get("/api/v1/balancers"));
      if (reply.status() == 200
          && new JsonObject(reply.body()).getValue("balancers") instanceof JsonArray balancers) {
        return balancers;
      }
      throw new OutOfReach("%s answered %s, expected the balancers".formatted(call, reply));
    } catch (UserError | DecodeException failure) {
      throw new OutOfReach("%s: %s".formatted(call, failure.getMessage()));
    }
  }

  private static String runtimeId(JsonArray balancers, List<String> replicas, String replica)
      throws OutOfReach {
    List<JsonArray> candidates =
        objects(balancers)
            .map(balancer -> balancer.getValue("members"))
            .filter(JsonArray.class::isInstance)
            .map(JsonArray.class::cast)
            .filter(members ->
                objects(members)
                    .map(member -> member.getValue("name"))
                    .toList()
                    .containsAll(replicas))
            .toList();
    if (candidates.size() != 1) {
      throw new OutOfReach(
          "the admin API knows %d balancers with the replicas %s, expected one"
              .formatted(candidates.size(), String.join(", ", replicas)));
    }
    return objects(candidates.getFirst())
        .filter(member -> replica.equals(member.getValue("name")))
        .map(member -> String.valueOf(member.getValue("runtimeId")))
        .findFirst()
        .orElse("");
  }

  private static Stream<JsonObject> objects(JsonArray array) {
    return array.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
  }

  private static Reach of(String replica, String runtimeId, URI admin) throws OutOfReach {
    Matcher pid = PID.matcher(runtimeId);
    if (pid.matches()) {
      return ofPid(replica, checked(Long.parseLong(pid.group(1)), replica, admin));
    }
    Matcher container = CONTAINER.matcher(runtimeId);
    if (container.matches()) {
      return ofContainer(replica, container.group(1));
    }
    throw new OutOfReach(
        "%s runs as \"%s\", expected a pid or a container of this machine"
            .formatted(replica, runtimeId));
  }

  /** A pid means nothing on another machine, and must not hit a stranger on this one. */
  private static long checked(long pid, String replica, URI admin) throws OutOfReach {
    if (!isLocal(admin.getHost())) {
      throw new OutOfReach("%s runs as pid %d on %s".formatted(replica, pid, admin.getHost()));
    }
    if (Files.isDirectory(Path.of("/proc/self")) && !bears(pid, replica)) {
      throw new OutOfReach("pid %d is not the replica %s".formatted(pid, replica));
    }
    return pid;
  }

  private static boolean isLocal(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  /** The process has this name in its environment. */
  static boolean bears(long pid, String replica) {
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
      return ("\0" + new String(environment, StandardCharsets.UTF_8) + "\0")
          .contains("\0SERVER_ID=" + replica + "\0");
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static Reach ofContainer(String replica, String id) throws OutOfReach {
    try {
      if (!docker("inspect", id)) {
        throw new OutOfReach("the Docker engine here knows no container " + id);
      }
    } catch (IOException none) {
      throw new OutOfReach(
          "%s runs in container %s, and there is no docker here".formatted(replica, id));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new OutOfReach("interrupted");
    }
    return new Reach(
        replica,
        "docker kill " + id,
        () -> {
          if (!docker("kill", id)) {
            throw new IOException("docker kill " + id + " failed");
          }
        });
  }

  private static boolean docker(String verb, String id) throws IOException, InterruptedException {
    Process docker =
        new ProcessBuilder("docker", verb, id)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!docker.waitFor(20, TimeUnit.SECONDS)) {
      docker.destroyForcibly();
      return false;
    }
    return docker.exitValue() == 0;
  }
}
