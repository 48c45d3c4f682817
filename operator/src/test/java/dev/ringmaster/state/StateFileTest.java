package dev.ringmaster.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateFileTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void read_ofNothing_isEmpty_andWhatWasWrittenLastIsRead() throws Exception {
    StateFile file = new StateFile(folder.resolve("state.json"));
    assertThat(file.read()).isEmpty();
    file.write("a long first one".getBytes(UTF_8));
    file.write("second".getBytes(UTF_8));
    assertThat(file.read()).hasValue("second".getBytes(UTF_8));
    assertThat(folder).isDirectoryNotContaining(entry -> entry.toString().endsWith(".new"));
  }

  @Test
  void write_thatFails_leavesWhatWasThere() throws Exception {
    StateFile file = new StateFile(folder.resolve("state.json"));
    file.write("first".getBytes(UTF_8));
    // The name of the new file is taken by what can't be written to.
    Files.createDirectory(folder.resolve("state.json.new"));

    assertThatThrownBy(() -> file.write("second".getBytes(UTF_8))).isInstanceOf(IOException.class);

    assertThat(file.read()).hasValue("first".getBytes(UTF_8));
  }

  @Test
  void write_afterACrashMidway_succeeds() throws Exception {
    StateFile file = new StateFile(folder.resolve("state.json"));
    Files.writeString(folder.resolve("state.json.new"), "half of an earlier one that was longer");
    file.write("second".getBytes(UTF_8));
    assertThat(file.read()).hasValue("second".getBytes(UTF_8));
  }

  @Test
  void read_ofAFolder_saysWhereAndWhy() throws Exception {
    Path taken = Files.createDirectory(folder.resolve("state.json"));
    assertThatThrownBy(() -> new StateFile(taken).read())
        .isInstanceOf(StateFolderException.class)
        .hasMessageStartingWith(taken + ": can't be read (");
  }

  @Test
  void backUp_keepsACopyBesideIt() throws Exception {
    StateFile file = new StateFile(folder.resolve("state.json"));
    file.write("one".getBytes(UTF_8));
    file.backUp("schema-1");
    file.write("two".getBytes(UTF_8));
    assertThat(folder.resolve("state.json.schema-1")).hasContent("one");
  }

  @Test
  void secretFile_isItsOwnersAlone_asOftenAsItIsWritten() throws Exception {
    StateFile file = StateFile.secret(folder.resolve("state.json"));
    for (String content : List.of("first", "second")) {
      file.write(content.getBytes(UTF_8));
      assertThat(Files.getPosixFilePermissions(file.path()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(file.read()).hasValue(content.getBytes(UTF_8));
    }
  }
}
