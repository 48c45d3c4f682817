package dev.ringmaster.app.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringmaster.pool.loop.PoolMemory;
import dev.ringmaster.pool.process.ChildRecord;
import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.state.StateFile;
import dev.ringmaster.state.StateFolderException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BalancerStoreTest {
  private static final String ID = "shop/web";
  private static final DesiredScale THREE = new DesiredScale(3, new TreeSet<>());

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private final List<String> warnings = new ArrayList<>();

  private StateFile file() {
    return new StateFile(folder.resolve("state.json"));
  }

  private BalancerStore open() throws StateFolderException {
    return BalancerStore.open(file(), ID, THREE, warnings::add);
  }

  /** Every field with a value of its own. */
  private static BalancerState rich() {
    SortedMap<Integer, String> asked = new TreeMap<>();
    asked.put(7, "Server \"7\"\u2028");
    return new BalancerState(
        THREE,
        new DesiredScale(5, new TreeSet<>(List.of(1, 2))),
        new PoolMemory(
            9_000_000_000L,
            new PoolMemory.Names(
                12,
                new TreeSet<>(List.of("s4")),
                List.of("S5", "s99"),
                new TreeSet<>(List.of(0, 3)),
                asked)),
        List.of(new ChildRecord(0, 8_999_999_999L, "s1", "0123456789", 20_001, 4711, "boot/17")));
  }

  @Test
  void state_thatWasFlushed_isWhatTheNextOneReads() throws Exception {
    BalancerStore store = open();
    assertThat(store.state()).isEqualTo(BalancerState.of(THREE));
    store.update(before -> rich());
    assertThat(store.flush()).isEmpty();

    assertThat(open().state()).isEqualTo(rich());
    assertThat(warnings).isEmpty();
  }

  @Test
  void flush_withNothingNew_writesNothing() throws Exception {
    BalancerStore store = open();
    store.flush();
    Files.delete(folder.resolve("state.json"));
    store.update(before -> before);
    store.flush();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void file_cutOffAnywhere_isRefusedAndLeftAsItIs() throws Exception {
    BalancerStore store = open();
    store.update(before -> rich());
    store.flush();
    byte[] whole = file().read().orElseThrow();
    assertThat(whole[whole.length - 1]).isEqualTo((byte) '\n');
    for (int length = 0; length < whole.length - 1; length++) {
      byte[] torn = Arrays.copyOf(whole, length);
      Files.write(folder.resolve("state.json"), torn);
      assertThatThrownBy(this::open)
          .isInstanceOf(StateFolderException.class)
          .hasMessage(
              "%s: got %d bytes that are no whole JSON, expected a whole file"
                      .formatted(folder.resolve("state.json"), length)
                  + " (it was left as it is: move it away to begin anew)");
      assertThat(folder.resolve("state.json")).hasBinaryContent(torn);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                        | a file that Ringmaster did not write, expected its own
          {"kind":"other","schema":1}               | a file that Ringmaster did not write, expected its own
          {"kind":"ringmaster/balancer","schema":1} | the state of null, expected that of shop/web
          {"kind":"ringmaster/balancer","balancer":"shop/web","schema":2}   | schema 2, expected at most 1: use the version that wrote it
          {"kind":"ringmaster/balancer","balancer":"shop/web","schema":"1"} | schema 1, expected at most 1: use the version that wrote it
          {"kind":"ringmaster/balancer","balancer":"shop/web","schema":1}   | a state with fields missing or wrong, expected one that nobody edited
          """)
  void file_thatIsForeignNewerOrIncomplete_isRefused(String content, String problem)
      throws Exception {
    Files.writeString(folder.resolve("state.json"), content);
    assertThatThrownBy(this::open)
        .isInstanceOf(StateFolderException.class)
        .message()
        .startsWith(folder.resolve("state.json") + ": got " + problem);
    assertThat(folder.resolve("state.json")).hasContent(content);
  }

  @Test
  void olderSchema_isBroughtForward_andACopyKept() throws Exception {
    BalancerStore store = open();
    store.update(before -> rich());
    store.flush();
    String first = Files.readString(folder.resolve("state.json"));
    Schema second =
        new Schema(List.of(json -> json.put("incarnation", json.getLong("incarnation") + 1)));

    BalancerState upgraded = BalancerStore.read(file(), ID, second).orElseThrow();

    assertThat(upgraded.memory().incarnation()).isEqualTo(9_000_000_001L);
    assertThat(folder.resolve("state.json.schema-1")).hasContent(first);
    assertThat(new JsonObject(first).getInteger("schema")).isEqualTo(1);
  }

  @Test
  void disk_thatIsFull_isToldOnceAndTriedAgain() throws Exception {
    BalancerStore store = open();
    store.flush();
    Path obstacle = Files.createDirectory(folder.resolve("state.json.new"));
    store.update(before -> rich());
    assertThat(store.flush()).isPresent();
    assertThat(store.flush()).isPresent();
    assertThat(warnings).singleElement().asString().startsWith("the state can't be saved (");
    assertThat(store.state()).isEqualTo(rich());

    Files.delete(obstacle);
    assertThat(store.flush()).isEmpty();
    assertThat(warnings).last().isEqualTo("the state is saved again");
    assertThat(open().state()).isEqualTo(rich());
    assertThat(Files.readString(folder.resolve("state.json"), StandardCharsets.UTF_8))
        .contains("\"balancer\":\"shop/web\"");
  }
}
