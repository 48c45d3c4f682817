package dev.ringmaster.routing.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.ring.XxHash3;
import dev.ringmaster.testing.FakeHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRuleTest {
  private static final KeySource HEADER = new KeySource.Header("X-User-Id");
  private static final KeySource COOKIE = new KeySource.Cookie("sid");
  private static final KeySource QUERY = new KeySource.Query("user");

  private final Random random = new Random(1);

  @Test
  void header_isMatchedWithoutCase() {
    assertKey("42", HEADER, FakeHead.get("x-user-ID:42"));
  }

  @Test
  void header_isTrimmedOfOptionalWhiteSpaceOnly() {
    assertKey("a b", HEADER, FakeHead.get("X-User-Id: \t a b\t "));
    assertKey("\u00a0a\u00a0", HEADER, FakeHead.get("X-User-Id:\u00a0a\u00a0"));
  }

  @Test
  void header_severalTimes_countsTheFirst() {
    assertKey("a", HEADER, FakeHead.get("X-User-Id: a", "X-User-Id: b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-User-Id:", "X-User-Id:  \t ", "X-User: 1", "X-User-Id2: 1"})
  void header_emptyOrAbsent_fallsBack(String line) {
    assertFallback(HEADER, FakeHead.get(line));
  }

  @Test
  void value_isHashedAsItsWireBytes() {
    long hash = key(HEADER, FakeHead.get("X-User-Id: caf\u00e9\u00ff")).hash();
    assertThat(hash).isEqualTo(XxHash3.hash(new byte[] {'c', 'a', 'f', (byte) 0xE9, (byte) 0xFF}));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Cookie: sid=7                   | 7",
        "cookie:sid=7                    | 7",
        "Cookie: a=1; sid=7; b=2         | 7",
        "Cookie: a=1;sid=7;b=2           | 7",
        "Cookie: a=1;  sid= 7 ; b=2      | 7",
        "Cookie: sid=b=c                 | b=c",
        "Cookie: sid==                   | =",
        "Cookie: sid2=x; xsid=y; sid=7   | 7",
        "Cookie: a=sid=1; sid=7          | 7",
        "Cookie: sid=7; sid=8            | 7",
        "Cookie: ;; sid=7;               | 7",
        "Cookie: sid=\"a%20b\"           | \"a%20b\"",
      })
  void cookie_isTheFirstPairOfItsName(String line, String value) {
    assertKey(value, COOKIE, FakeHead.get(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cookie: sid2=x",
        "Cookie: xsid=x",
        "Cookie: SID=x",
        "Cookie: sid",
        "Cookie: sid=",
        "Cookie: sid= ; a=1",
        "Cookie: sid=; sid=8",
        "Cookie: si",
        "Cookie:",
        "Set-Cookie: sid=1"
      })
  void cookie_emptyOrAbsent_fallsBack(String line) {
    assertFallback(COOKIE, FakeHead.get(line));
  }

  @Test
  void cookie_inAnyOfSeveralHeaders_isFound() {
    assertKey("7", COOKIE, FakeHead.get("Cookie: a=1", "Cookie: b=2; sid=7"));
  }

  @Test
  void query_whoseFirstValueIsEmpty_isAbsent() {
    assertFallback(QUERY, FakeHead.of("/?user=&user=7"));
  }

  @Test
  void path_tooDeepForThePattern_isAbsent() {
    KeySource deep = new KeySource.Path(Pattern.compile("^/((a|b)*)$"));
    assertFallback(deep, FakeHead.of("/" + "ab".repeat(50_000)));
  }

  @ParameterizedTest
  @CsvSource({
    "/?user=7, 7",
    "/?a=1&user=7&b=2, 7",
    "/?user=a%20b, a%20b",
    "/?user=a+b, a+b",
    "/?user=a=b, a=b",
    "/?xuser=1&user=7, 7",
    "/?user2=1&user=7, 7",
    "/?user=7&user=8, 7",
    "/?&&user=7&, 7",
    "/?user=7?, 7?"
  })
  void query_isTheFirstParameterOfItsNameUndecoded(String target, String value) {
    assertKey(value, QUERY, FakeHead.of(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/?", "/?user", "/?user=", "/?xuser=1", "/?User=1", "/?a=1&user=", "/user=1"})
  void query_emptyOrAbsent_fallsBack(String target) {
    assertFallback(QUERY, FakeHead.of(target));
  }

  @Test
  void query_differentlyEncoded_isAnotherKey() {
    assertThat(key(QUERY, FakeHead.of("/?user=a%20b")).hash())
        .isNotEqualTo(key(QUERY, FakeHead.of("/?user=a+b")).hash());
  }

  @Test
  void path_withGroup_isWhatTheFirstGroupFound() {
    KeySource path = new KeySource.Path(Pattern.compile("^/u/([^/]+)/(.*)"));
    assertKey("ann%2F", path, FakeHead.of("/u/ann%2F/x?y=z"));
  }

  @Test
  void path_withoutGroup_isTheWholeMatch() {
    KeySource path = new KeySource.Path(Pattern.compile("u/[a-z]+"));
    assertKey("u/ann", path, FakeHead.of("/u/ann/7"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/v/ann", "/u/"})
  void path_withoutAMatchOrWithAnEmptyOne_fallsBack(String target) {
    assertFallback(new KeySource.Path(Pattern.compile("^/u/([a-z]*)")), FakeHead.of(target));
  }

  @Test
  void path_whoseGroupTookNoPart_fallsBack() {
    assertFallback(new KeySource.Path(Pattern.compile("^/u(x)?")), FakeHead.of("/u"));
  }

  @Test
  void path_ofTheSamePattern_isEqual() {
    KeySource path = new KeySource.Path(Pattern.compile("^/u"));
    assertThat(path)
        .isEqualTo(new KeySource.Path(Pattern.compile("^/u")))
        .hasSameHashCodeAs(new KeySource.Path(Pattern.compile("^/u")))
        .isNotEqualTo(new KeySource.Path(Pattern.compile("^/v")));
  }

  @Test
  void clientAddress_isAKeyAndNoFallback() {
    assertKey("192.0.2.1", new KeySource.ClientAddress(128), FakeHead.get());
    assertKey("192.0.2.1/64", new KeySource.ClientAddress(64), FakeHead.get());
  }

  @Test
  void random_isDrawnForEachRequest() {
    KeyRule rule = new KeyRule(List.of(new KeySource.RandomKey()));
    Random same = new Random(1);
    for (int i = 0; i < 100; i++) {
      assertThat(rule.keyOf(FakeHead.get(), random))
          .isEqualTo(new RouteKey(same.nextLong(), false));
    }
  }

  @Test
  void sources_areAskedInOrderAndTheFirstValueWins() {
    KeyRule rule = new KeyRule(List.of(HEADER, COOKIE, QUERY));
    FakeHead all =
        new FakeHead("GET", "/", "user=q", List.of("X-User-Id: h", "Cookie: sid=c"), "192.0.2.1");
    assertThat(rule.keyOf(all, random).hash()).isEqualTo(hash("h"));
    FakeHead two = new FakeHead("GET", "/", "user=q", List.of("X-User-Id: ", "Cookie: sid=c"), "");
    assertThat(rule.keyOf(two, random).hash()).isEqualTo(hash("c"));
    assertThat(rule.keyOf(FakeHead.of("/?user=q"), random).hash()).isEqualTo(hash("q"));
  }

  @Test
  void noSource_isTheClientsWholeAddressFlagged() {
    assertThat(new KeyRule(List.of()).keyOf(FakeHead.get(), random))
        .isEqualTo(new RouteKey(hash("192.0.2.1"), true));
  }

  @Test
  void equalValues_fromDifferentSources_areOneKey() {
    assertThat(key(HEADER, FakeHead.get("X-User-Id: 7")))
        .isEqualTo(key(COOKIE, FakeHead.get("Cookie: sid=7")))
        .isEqualTo(key(QUERY, FakeHead.of("/?user=7")));
  }

  private void assertKey(String value, KeySource source, FakeHead head) {
    assertThat(key(source, head)).isEqualTo(new RouteKey(hash(value), false));
  }

  private void assertFallback(KeySource source, FakeHead head) {
    assertThat(key(source, head)).isEqualTo(new RouteKey(hash("192.0.2.1"), true));
  }

  private RouteKey key(KeySource source, FakeHead head) {
    return new KeyRule(List.of(source)).keyOf(head, random);
  }

  private static long hash(String value) {
    return XxHash3.hash(value.getBytes(StandardCharsets.ISO_8859_1));
  }
}
