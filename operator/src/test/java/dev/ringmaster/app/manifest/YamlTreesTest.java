package dev.ringmaster.app.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTreesTest {
  @Test
  void read_plainWords_areTypedAsInTheCoreSchema() throws YamlException {
    assertThat(
            YamlTrees.read(
                "[1, -1, +5, 0, 1.5, 1e3, true, FALSE, null, ~, a, 18446744073709551616]"))
        .containsExactly(
            Arrays.asList(
                1L,
                -1L,
                5L,
                0L,
                1.5,
                1000.0,
                true,
                false,
                null,
                null,
                "a",
                new BigInteger("18446744073709551616")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yes",
        "No",
        "on",
        "2026-01-01",
        "1:30",
        "0x1F",
        "0o17",
        "010",
        "1_000",
        "0b1",
        ".inf"
      })
  void read_wordsThatYamlVersionsDifferOn_areStrings(String word) throws YamlException {
    assertThat(YamlTrees.read(word)).containsExactly(word);
  }

  @Test
  void read_quotedWords_areStrings() throws YamlException {
    assertThat(YamlTrees.read("['1', \"true\", '', !!str 5, ! 6]"))
        .containsExactly(List.of("1", "true", "", "5", "6"));
  }

  @Test
  void read_nothingAfterAKey_isNull() throws YamlException {
    assertThat(YamlTrees.read("a:\n0:\n")).hasSize(1);
    assertThat((Map<?, ?>) YamlTrees.read("a:\n0: {}\n").get(0)).hasToString("{a=null, 0={}}");
  }

  @Test
  void read_emptyDocuments_areNulls() throws YamlException {
    assertThat(YamlTrees.read("")).isEmpty();
    assertThat(YamlTrees.read("# a")).isEmpty();
    assertThat(YamlTrees.read("---\n---\na\n---\n")).containsExactly(null, "a", null);
  }
}
