package dev.ringmaster.app.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.state.StateFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BalancerFoldersTest {
  @TempDir private Path folder;

  @Test
  void owner_isMadeUpOnceAndKept() throws Exception {
    try (StateFolder state = StateFolder.open(folder)) {
      BalancerFolders folders = new BalancerFolders(state, line -> {});

      String owner = folders.owner();

      assertThat(owner).matches("[0-9a-f]{12}");
      assertThat(folders.owner()).isEqualTo(owner);
    }
  }

  /** An empty one would be asked for as the label alone, which all owners' containers have. */
  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "0123456789a", "everybody"})
  void owner_thatIsDamaged_isRefused(String damaged) throws Exception {
    Files.writeString(folder.resolve("owner"), damaged);
    try (StateFolder state = StateFolder.open(folder)) {
      assertThatThrownBy(() -> new BalancerFolders(state, line -> {}).owner())
          .isInstanceOf(UserError.class)
          .hasMessageContaining("owner: got \"" + damaged.strip() + "\", expected 12 ");
    }
  }
}
