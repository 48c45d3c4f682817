package dev.ringmaster.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
  @Test
  void from_emptyEnvironment_takesTheDefaults() {
    Settings settings = Settings.from(Map.of());

    assertThat(settings.port()).isEqualTo(5000);
    assertThat(settings.bind()).isEqualTo("0.0.0.0");
    assertThat(settings.serverId()).isNotEmpty();
    assertThat(settings.ordinal()).isEmpty();
  }

  @Test
  void from_emptyValues_areAsAbsent() {
    Map<String, String> empty =
        Map.of("PORT", "", "BIND", "", "SERVER_ID", "", "REPLICA_ORDINAL", "");

    assertThat(Settings.from(empty)).isEqualTo(Settings.from(Map.of()));
  }

  @Test
  void from_fullEnvironment_takesItAsItIs() {
    Map<String, String> full =
        Map.of("PORT", "0", "BIND", "127.0.0.1", "SERVER_ID", "Server 1", "REPLICA_ORDINAL", "007");

    assertThat(Settings.from(full)).isEqualTo(new Settings("127.0.0.1", 0, "Server 1", "7"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "65536", "-1", " 5000", "5000\n", "99999999999"})
  void from_badPort_saysWhatItFoundAndExpected(String port) {
    assertThatThrownBy(() -> Settings.from(Map.of("PORT", port)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("PORT: " + Json.quote(port) + " (expected: a whole number from 0 to 65535)");
  }

  @Test
  void from_badOrdinal_saysWhatItFoundAndExpected() {
    assertThatThrownBy(() -> Settings.from(Map.of("REPLICA_ORDINAL", "s1")))
        .hasMessage("REPLICA_ORDINAL: \"s1\" (expected: a whole number from 0 to 2147483647)");
  }
}
