package dev.ringmaster.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`Server 1`, `\"Server 1\"`",
        "`a\"b\\c`, `\"a\\\"b\\\\c\"`",
        "`tab\tend`, `\"tab\\u0009end\"`",
        "`größe`, `\"größe\"`",
        "`\uD83C\uDFAA`, `\"\\ud83c\\udfaa\"`",
        "``, `\"\"`"
      })
  void quote_anyText_isOneJsonString(String text, String json) {
    assertThat(Json.quote(text)).isEqualTo(json);
  }
}
