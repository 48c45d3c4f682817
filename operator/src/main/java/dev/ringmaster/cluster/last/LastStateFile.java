package dev.ringmaster.cluster.last;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringmaster.api.LoadBalancer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A last state as bytes, with what tells whose it is. */
public final class LastStateFile {
  private static final int VERSION = 1;

  private final KubernetesSerialization json;
  private final Origin origin;

  /**
   * Where a state comes from. That of another origin means nothing here.
   *
   * @param server URL of the API server, which is alike in most clusters
   * @param authority what the server's certificate is checked by, which no two clusters share
   * @param namespaces that were watched; empty: all
   */
  public record Origin(String server, String authority, List<String> namespaces) {
    @Override
    public String toString() {
      return "%s (%s, %s)"
          .formatted(
              server,
              authority,
              namespaces.isEmpty() ? "all namespaces" : String.join(",", namespaces));
    }
  }

  /** What was read. */
  public sealed interface Read {
    /** As it was at this time. */
    record Known(LastState state, Instant written) implements Read {}

    /**
     * Nothing to go by.
     *
     * @param reason what was found, and what was expected
     */
    record Useless(String reason) implements Read {}
  }

  private record Content(
      int version,
      @Nullable Origin origin,
      @Nullable String written,
      @Nullable List<LoadBalancer> balancers,
      @Nullable List<Pod> pods,
      @Nullable List<String> lost) {}

  /** Files of this origin. */
  public LastStateFile(KubernetesSerialization json, Origin origin) {
    this.json = json;
    this.origin = origin;
  }

  /** The bytes of a state. */
  public byte[] write(LastState state, Instant now) {
    Content content =
        new Content(VERSION, origin, now.toString(), state.balancers(), state.pods(), state.lost());
    return json.asJson(content).getBytes(UTF_8);
  }

  /** The state of these bytes, whatever they are. */
  public Read read(byte[] bytes) {
    try {
      return read(json.unmarshal(new String(bytes, UTF_8), Content.class));
    } catch (RuntimeException damaged) {
      return useless("something else");
    }
  }

  private Read read(@Nullable Content content) throws DateTimeParseException {
    if (content == null) {
      return useless("nothing");
    }
    if (content.version() != VERSION) {
      return useless("version " + content.version());
    }
    if (!origin.equals(content.origin())) {
      return useless("one of " + content.origin());
    }
    if (content.written() == null
        || content.balancers() == null
        || content.pods() == null
        || content.lost() == null
        || !content.balancers().stream().allMatch(LastStateFile::isWhole)
        || !content.pods().stream().allMatch(LastStateFile::isWhole)) {
      return useless("a part of one");
    }
    return new Read.Known(
        new LastState(content.balancers(), content.pods(), content.lost()),
        Instant.parse(content.written()));
  }

  private static boolean isWhole(HasMetadata object) {
    return object.getMetadata() != null
        && object.getMetadata().getNamespace() != null
        && object.getMetadata().getName() != null
        && object.getMetadata().getUid() != null;
  }

  private Read useless(String got) {
    return new Read.Useless(
        "got %s, expected the last state (version %d) of %s".formatted(got, VERSION, origin));
  }
}
