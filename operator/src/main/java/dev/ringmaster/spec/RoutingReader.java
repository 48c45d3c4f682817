package dev.ringmaster.spec;

import dev.ringmaster.load.LoadBound;
import dev.ringmaster.routing.RetryPolicy;
import dev.ringmaster.routing.Timeouts;
import dev.ringmaster.routing.key.KeySource;
import dev.ringmaster.spec.RoutingSpec.Algorithm;
import dev.ringmaster.spec.RoutingSpec.ClassicProbing;
import dev.ringmaster.spec.unit.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.routing}. */
final class RoutingReader {
  private static final Map<String, ClassicProbing> PROBINGS =
      Map.of("Linear", ClassicProbing.LINEAR, "Quadratic", ClassicProbing.QUADRATIC);
  private static final Pattern HOST =
      Pattern.compile(
          "(?=.{1,253}$)LABEL(?:\\.LABEL)*"
              .replace("LABEL", "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"));
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
  private static final Pattern PARAMETER = Pattern.compile("[^\\s\\p{Cntrl}&=#]{1,256}");
  private static final String[] KEY_KINDS = {
    "header", "cookie", "query", "path", "clientAddress", "random"
  };
  private static final int MAX_KEYS = 32;
  private static final int LONGEST_REGEX = 1000;
  private static final double MAX_FACTOR = 100;
  private static final double DEFAULT_FACTOR = 1.25;
  private static final int WHOLE_ADDRESS = 128;

  private RoutingReader() {}

  static RoutingSpec read(Cursor routing) {
    List<String> hosts = List.copyOf(routing.field("hosts").distinct(RoutingReader::host));
    Algorithm algorithm = routing.field("algorithm").algorithm().orElse(Algorithm.RING);
    RoutingSpec read =
        new RoutingSpec(
            hosts,
            algorithm,
            probing(routing, algorithm),
            routing.field("virtualNodes").integer(1, RoutingSpec.MAX_VIRTUAL_NODES).orElse(256),
            routing.field("seed").longInteger().orElse(0L),
            routing.field("weights").byOrdinal(weight -> weight.integer(1, RoutingSpec.MAX_WEIGHT)),
            keys(routing.field("keys")),
            boundedLoad(routing.section("boundedLoad")),
            retries(routing.section("retries")),
            timeouts(routing.section("timeouts")),
            routing.field("classic").flag().orElse(false));
    routing.unavailable("limits", "trustedProxies", "tls", "accessLog", "hotKeys");
    routing.close();
    return read;
  }

  private static Optional<String> host(Cursor host) {
    return host.text(
            "a host's name without port",
            text -> HOST.matcher(text.toLowerCase(Locale.ROOT)).matches())
        .map(text -> text.toLowerCase(Locale.ROOT));
  }

  private static ClassicProbing probing(Cursor routing, Algorithm algorithm) {
    Cursor probing = routing.field("probing");
    Cursor named = routing.field("algorithm");
    if (probing.isPresent() && algorithm != Algorithm.CLASSIC && named.isSound()) {
      probing.refuse("nothing (only algorithm Classic probes)");
      return ClassicProbing.LINEAR;
    }
    return probing.choice(PROBINGS, "Linear or Quadratic").orElse(ClassicProbing.LINEAR);
  }

  private static List<KeySource> keys(Cursor keys) {
    List<KeySource> sources = new ArrayList<>();
    if (keys.size() > MAX_KEYS) {
      keys.refuse("at most " + MAX_KEYS + " keys");
      return List.of();
    }
    for (Cursor entry : keys.items()) {
      if (entry.isMapping()) {
        sources.addAll(key(entry));
      }
    }
    return sources.isEmpty() ? List.of(new KeySource.ClientAddress(WHOLE_ADDRESS)) : sources;
  }

  /** One key, or none where something is wrong. */
  private static List<KeySource> key(Cursor entry) {
    entry.unavailable("jsonBody");
    List<KeySource> found = new ArrayList<>();
    int given = 0;
    for (String kind : KEY_KINDS) {
      Cursor value = entry.field(kind);
      if (value.isPresent()) {
        given++;
        key(kind, value).ifPresent(found::add);
      }
    }
    entry.close();
    if (given > 1 || (given == 0 && entry.isSound())) {
      entry.refuse("exactly one of " + String.join(", ", KEY_KINDS));
    }
    return found;
  }

  private static Optional<? extends KeySource> key(String kind, Cursor value) {
    return switch (kind) {
      case "header" -> value.text("a header's name", TOKEN).map(KeySource.Header::new);
      case "cookie" -> cookie(value).map(KeySource.Cookie::new);
      case "query" -> value.text("a query parameter's name", PARAMETER).map(KeySource.Query::new);
      case "path" -> path(value).map(KeySource.Path::new);
      case "clientAddress" -> clientAddress(value);
      default -> random(value);
    };
  }

  /** A name, or a mapping with the name. */
  private static Optional<String> cookie(Cursor cookie) {
    if (!cookie.holdsMapping()) {
      return cookie.text("a cookie's name", TOKEN);
    }
    Optional<String> name = cookie.requiredField("name").text("a cookie's name", TOKEN);
    cookie.unavailable("ttl");
    cookie.close();
    return name;
  }

  private static Optional<Pattern> path(Cursor path) {
    if (!path.isMapping()) {
      return Optional.empty();
    }
    Cursor regex = path.requiredField("regex");
    Optional<Pattern> pattern =
        regex
            .text(
                "a regular expression of at most " + LONGEST_REGEX + " characters",
                text -> !text.isEmpty() && text.length() <= LONGEST_REGEX)
            .flatMap(text -> compile(regex, text));
    path.close();
    return pattern;
  }

  private static Optional<Pattern> compile(Cursor where, String regex) {
    try {
      return Optional.of(Pattern.compile(regex));
    } catch (PatternSyntaxException e) {
      where.refuse("a regular expression (" + e.getDescription() + " at " + e.getIndex() + ")");
      return Optional.empty();
    }
  }

  private static Optional<KeySource> clientAddress(Cursor address) {
    if (!address.isMapping()) {
      return Optional.empty();
    }
    int prefix = address.field("ipv6Prefix").integer(1, WHOLE_ADDRESS).orElse(WHOLE_ADDRESS);
    address.close();
    return Optional.of(new KeySource.ClientAddress(prefix));
  }

  private static Optional<KeySource> random(Cursor random) {
    if (!random.isMapping()) {
      return Optional.empty();
    }
    random.close();
    return Optional.of(new KeySource.RandomKey());
  }

  private static @Nullable LoadBound boundedLoad(Cursor bound) {
    double factor =
        bound
            .field("factor")
            .number("a number above 1, at most 100", c -> c > 1 && c <= MAX_FACTOR)
            .orElse(DEFAULT_FACTOR);
    int minimum = bound.field("minimum").integer(1, 10_000).orElse(LoadBound.DEFAULT_MINIMUM);
    bound.close();
    return bound.isPresent() ? new LoadBound(factor, minimum) : null;
  }

  private static RetryPolicy retries(Cursor retries) {
    int attempts = retries.field("attempts").integer(0, 10).orElse(2);
    int budget = retries.field("budgetPercent").integer(0, 100).orElse(20);
    retries.close();
    return new RetryPolicy(attempts, budget);
  }

  private static Timeouts timeouts(Cursor timeouts) {
    Timeouts read =
        new Timeouts(
            timeouts.field("connect").duration(Durations.SHORTEST).orElse(Duration.ofSeconds(1)),
            timeouts.field("response").duration(Durations.SHORTEST).orElse(Duration.ofSeconds(30)),
            timeouts.field("idle").duration(Durations.SHORTEST).orElse(Duration.ofSeconds(60)));
    timeouts.close();
    return read;
  }
}
