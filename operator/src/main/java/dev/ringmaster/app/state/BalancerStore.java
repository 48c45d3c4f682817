package dev.ringmaster.app.state;

import dev.ringmaster.pool.loop.PoolLoop;
import dev.ringmaster.pool.process.ChildJournal;
import dev.ringmaster.pool.process.ChildRecord;
import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.scale.ScaleMerge;
import dev.ringmaster.state.StateFile;
import dev.ringmaster.state.StateFolderException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The state of one balancer, in memory and on the disk. Confined to one thread, but for looking at
 * it.
 *
 * <p>A change is kept in memory at once and on the disk with the next {@link #flush}. Where the
 * disk can't take it, the balancer goes on and every flush tries again: to serve is worth more than
 * to remember. What must not be promised without being remembered asks flush for its answer.
 */
public final class BalancerStore implements ChildJournal {
  private static final String KIND = "ringmaster/balancer";

  private final StateFile file;
  private final String balancer;
  private final Consumer<String> warnings;
  private volatile BalancerState state;
  private boolean dirty;
  private @Nullable String failure;

  private BalancerStore(
      StateFile file,
      String balancer,
      BalancerState state,
      boolean dirty,
      Consumer<String> warnings) {
    this.file = file;
    this.balancer = balancer;
    this.state = state;
    this.dirty = dirty;
    this.warnings = warnings;
  }

  /**
   * Opens the state of a balancer, or begins one.
   *
   * @param balancer its namespace and name
   * @param manifest what its manifest says of the scale
   * @param warnings hears when the disk fails, and when it is well again
   * @throws StateFolderException where the file is torn, foreign or newer; it is left as it is
   */
  public static BalancerStore open(
      StateFile file, String balancer, DesiredScale manifest, Consumer<String> warnings)
      throws StateFolderException {
    Optional<BalancerState> found = read(file, balancer);
    BalancerState state = found.orElseGet(() -> BalancerState.of(manifest));
    return new BalancerStore(file, balancer, state, found.isEmpty(), warnings);
  }

  /**
   * The state that a file holds; empty where there is none.
   *
   * @throws StateFolderException where the file is torn, foreign or newer
   */
  public static Optional<BalancerState> read(StateFile file, String balancer)
      throws StateFolderException {
    return read(file, balancer, Schema.CURRENT);
  }

  static Optional<BalancerState> read(StateFile file, String balancer, Schema schema)
      throws StateFolderException {
    Optional<byte[]> content = file.read();
    if (content.isEmpty()) {
      return Optional.empty();
    }
    JsonObject json = parse(file, content.get());
    if (!KIND.equals(json.getValue("kind"))) {
      throw refused(file, "a file that Ringmaster did not write", "its own");
    }
    if (!balancer.equals(json.getValue("balancer"))) {
      throw refused(file, "the state of " + json.getValue("balancer"), "that of " + balancer);
    }
    try {
      return Optional.of(StateCodec.decode(schema.upgrade(file, json)));
    } catch (RuntimeException broken) {
      throw refused(file, "a state with fields missing or wrong", "one that nobody edited");
    }
  }

  private static JsonObject parse(StateFile file, byte[] content) throws StateFolderException {
    try {
      return new JsonObject(new String(content, StandardCharsets.UTF_8));
    } catch (RuntimeException torn) {
      throw refused(
          file, "%d bytes that are no whole JSON".formatted(content.length), "a whole file");
    }
  }

  static StateFolderException refused(StateFile file, String got, String expected) {
    return new StateFolderException(
        "%s: got %s, expected %s (it was left as it is: move it away to begin anew)"
            .formatted(file.path(), got, expected));
  }

  /** What is remembered now. */
  public BalancerState state() {
    return state;
  }

  /** What a manifest makes of what is desired now, see {@link ScaleMerge}. */
  public DesiredScale merged(DesiredScale manifest) {
    return ScaleMerge.of(state.applied(), manifest, state.desired());
  }

  /** Changes what is remembered. */
  public void update(UnaryOperator<BalancerState> change) {
    BalancerState next = change.apply(state);
    dirty |= !next.equals(state);
    state = next;
  }

  /**
   * Makes a loop want another scale, once that is on the disk: what is promised is written down
   * first.
   *
   * @param names for the next incarnations of these ordinals
   * @return why it can't be; then nothing changed
   */
  public Optional<String> promise(PoolLoop loop, DesiredScale scale, Map<Integer, String> names) {
    DesiredScale before = loop.desired();
    want(loop, scale, names);
    Optional<String> unsaved = flush();
    if (unsaved.isPresent()) {
      want(loop, before, Map.of());
    }
    return unsaved;
  }

  private void want(PoolLoop loop, DesiredScale scale, Map<Integer, String> names) {
    loop.desire(scale, names);
    update(before -> before.desiring(scale).remembering(loop.memory()));
  }

  @Override
  public List<ChildRecord> read() {
    return state.children();
  }

  @Override
  public void write(List<ChildRecord> children) {
    update(before -> before.with(children));
  }

  /**
   * Brings the disk up to date.
   *
   * @return why that failed; empty where all is safe
   */
  public Optional<String> flush() {
    if (!dirty) {
      return Optional.empty();
    }
    try {
      file.write(encoded());
      dirty = false;
      if (failure != null) {
        warnings.accept("the state is saved again");
      }
      failure = null;
    } catch (IOException full) {
      String reason = reason(full);
      if (!reason.equals(failure)) {
        warnings.accept(
            "the state can't be saved (%s), the balancer goes on without: %s"
                .formatted(reason, file.path()));
      }
      failure = reason;
    }
    return Optional.ofNullable(failure);
  }

  private byte[] encoded() {
    JsonObject json =
        new JsonObject()
            .put("kind", KIND)
            .put("schema", Schema.CURRENT.number())
            .put("balancer", balancer);
    json.mergeIn(StateCodec.encode(state));
    return (json.encode() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static String reason(IOException failure) {
    return String.valueOf(failure.getMessage()).replaceFirst("^.*: ", "");
  }
}
