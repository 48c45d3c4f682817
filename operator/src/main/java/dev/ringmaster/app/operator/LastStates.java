package dev.ringmaster.app.operator;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.cluster.ClusterWatch;
import dev.ringmaster.cluster.last.LastState;
import dev.ringmaster.cluster.last.LastStateFile;
import dev.ringmaster.cluster.last.LastStateFile.Origin;
import dev.ringmaster.cluster.last.LastStateFile.Read;
import dev.ringmaster.cluster.last.LastStateKeeper;
import dev.ringmaster.state.StateFile;
import dev.ringmaster.state.StateFolderException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The last state known, in the folder of {@code --state}. */
final class LastStates implements AutoCloseable {
  private static final String NAME = "last-state.json";
  private static final int SHORT = 16;

  private final StateFile place;
  private final LastStateFile file;
  private final Consumer<String> log;
  private @Nullable LastStateKeeper keeper;

  private LastStates(StateFile place, LastStateFile file, Consumer<String> log) {
    this.place = place;
    this.file = file;
    this.log = log;
  }

  /** Of the cluster that this client talks to. */
  static LastStates in(
      Path folder, KubernetesClient client, List<String> namespaces, Consumer<String> log)
      throws UserError {
    try {
      Files.createDirectories(folder);
      if (!Files.isWritable(folder)) {
        throw new IOException("not writable");
      }
      Origin origin = new Origin(client.getMasterUrl().toString(), authority(client), namespaces);
      return new LastStates(
          StateFile.secret(folder.resolve(NAME)),
          new LastStateFile(client.getKubernetesSerialization(), origin),
          log);
    } catch (IOException unusable) {
      throw new UserError(
          "--state: got %s (%s), expected a folder that you may write to"
              .formatted(folder, unusable.getMessage()));
    }
  }

  /** By its certificate authority, since its URL is the same in most clusters. */
  private static String authority(KubernetesClient client) throws IOException {
    Config config = client.getConfiguration();
    String data = config.getCaCertData();
    if (data == null && config.getCaCertFile() != null) {
      data = Files.readString(Path.of(config.getCaCertFile()));
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(Objects.requireNonNullElse(data, "").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, SHORT);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What can be served; of what can't, a line tells. */
  Optional<Read.Known> read() {
    try {
      Optional<byte[]> bytes = place.read();
      return bytes.isEmpty() ? Optional.empty() : read(bytes.get());
    } catch (StateFolderException unreadable) {
      log.accept("--state: " + unreadable.getMessage() + ": ignored");
      return Optional.empty();
    }
  }

  private Optional<Read.Known> read(byte[] bytes) {
    return switch (file.read(bytes)) {
      case Read.Known known -> Optional.of(known);
      case Read.Useless useless -> {
        log.accept("--state: %s: %s: ignored".formatted(place.path(), useless.reason()));
        yield Optional.empty();
      }
    };
  }

  /** Keeps it from now on; to be called once the watch has all. */
  void keep(ClusterWatch watch) {
    LastStateKeeper fresh = new LastStateKeeper(watch::state, file, place::write, log);
    keeper = fresh;
    watch.listen((namespace, name) -> fresh.changed());
    fresh.changed();
  }

  @Override
  public void close() {
    if (keeper != null) {
      keeper.close();
    }
  }

  /** In words. */
  static String describe(LastState state) {
    return "%d balancers, %d Pods".formatted(state.balancers().size(), state.pods().size());
  }
}
