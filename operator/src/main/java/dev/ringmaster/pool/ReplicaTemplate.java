package dev.ringmaster.pool;

import dev.ringmaster.ring.XxHash3;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a replica is made from; which fields count depends on the driver.
 *
 * @param image container image, empty where none is named
 * @param command exec form, empty for the image's own
 * @param addresses {@code host:port} of servers that already run, by ordinal; empty where replicas
 *     are started
 * @param port that the replica listens on inside its container
 * @param env in the order given
 * @param resources of its container
 * @param mounts of its container, no two on one target
 * @param extras what else tells its replicas from those of another template, a tree of maps, lists
 *     and scalars; a driver may understand some of it
 */
public record ReplicaTemplate(
    String image,
    List<String> command,
    List<String> addresses,
    int port,
    Map<String, String> env,
    Resources resources,
    List<Mount> mounts,
    Map<String, Object> extras) {
  public ReplicaTemplate {
    command = List.copyOf(command);
    addresses = List.copyOf(addresses);
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    mounts = List.copyOf(mounts);
    extras = Collections.unmodifiableMap(new TreeMap<>(extras));
  }

  /** Of replicas with nothing else. */
  public ReplicaTemplate(
      String image,
      List<String> command,
      List<String> addresses,
      int port,
      Map<String, String> env,
      Resources resources,
      List<Mount> mounts) {
    this(image, command, addresses, port, env, resources, mounts, Map.of());
  }

  /** Of replicas with nothing that only a container can have. */
  public ReplicaTemplate(
      String image,
      List<String> command,
      List<String> addresses,
      int port,
      Map<String, String> env) {
    this(image, command, addresses, port, env, Resources.NONE, List.of());
  }

  /** The same with these extras, too. */
  public ReplicaTemplate with(Map<String, Object> more) {
    Map<String, Object> all = new TreeMap<>(extras);
    all.putAll(more);
    return new ReplicaTemplate(image, command, addresses, port, env, resources, mounts, all);
  }

  /**
   * What tells the replicas of this template from those of another, by ordinal: the address where
   * there are any, else ten hexadecimal digits of the content as typed, the same in every process.
   * Defaults that a later version may choose otherwise are no part of it, so that an upgrade
   * replaces nobody.
   */
  public IntFunction<String> revisions() {
    if (!addresses.isEmpty()) {
      return ordinal -> ordinal < addresses.size() ? addresses.get(ordinal) : "";
    }
    String revision = hash();
    return ordinal -> revision;
  }

  private String hash() {
    StringBuilder content = new StringBuilder();
    append(content, image);
    append(content, Integer.toString(port));
    append(content, Integer.toString(command.size()));
    command.forEach(word -> append(content, word));
    env.forEach((name, value) -> append(content, name + "=" + value));
    append(content, "limits", resources.limits());
    append(content, "requests", resources.requests());
    mounts.forEach(mount -> append(content, mount));
    extras.forEach((name, value) -> append(content, name, value));
    long hash = XxHash3.hash(content.toString().getBytes(StandardCharsets.UTF_8));
    return String.format("%016x", hash).substring(0, 10);
  }

  private static void append(StringBuilder content, String name, Resources.Amounts amounts) {
    append(content, name + ".cpu", amounts.cpuMillis());
    append(content, name + ".memory", amounts.memoryBytes());
  }

  /** What is absent leaves no trace, and the name, without a =, is no variable. */
  private static void append(StringBuilder content, String name, OptionalLong amount) {
    amount.ifPresent(number -> {
      append(content, name);
      append(content, Long.toString(number));
    });
  }

  /** In the order of the keys, which is not content. */
  private static void append(StringBuilder content, String name, @Nullable Object tree) {
    append(content, name);
    switch (tree) {
      case Map<?, ?> map -> {
        append(content, "{" + map.size());
        map.entrySet().stream()
            .sorted(Comparator.comparing(entry -> String.valueOf(entry.getKey())))
            .forEach(entry -> append(content, String.valueOf(entry.getKey()), entry.getValue()));
      }
      case List<?> list -> {
        append(content, "[" + list.size());
        list.forEach(item -> append(content, "", item));
      }
      case null -> append(content, "null");
      default -> append(content, tree.toString());
    }
  }

  private static void append(StringBuilder content, Mount mount) {
    append(content, "mount." + mount.type());
    append(content, mount.source());
    append(content, mount.target());
    append(content, Boolean.toString(mount.readOnly()));
  }

  /** With its length before it: no two templates share a content. */
  private static void append(StringBuilder content, String part) {
    content.append(part.length()).append(':').append(part);
  }
}
