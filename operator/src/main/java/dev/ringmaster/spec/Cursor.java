package dev.ringmaster.spec;

import dev.ringmaster.spec.RoutingSpec.Algorithm;
import dev.ringmaster.spec.unit.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A place in a parsed tree. It hands out typed values and records what is wrong with them; a value
 * that is absent or wrong is empty, so that reading goes on and finds the next problem. Null counts
 * as absent, as in Kubernetes.
 */
public final class Cursor {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,19}");
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}");
  private static final Pattern ORDINAL = Pattern.compile("0|[1-9][0-9]{0,3}");

  /** The highest ordinal there can be: 1,000 replicas beside 64 reserved ones. */
  public static final int MAX_ORDINAL = 1063;

  private static final int LONGEST_NAME = 63;
  private static final Map<String, Algorithm> ALGORITHMS =
      Stream.of(Algorithm.values())
          .collect(Collectors.toUnmodifiableMap(Algorithm::toString, Function.identity()));
  private static final String UNAVAILABLE = "nothing (not available in this version)";

  private final String path;
  private final @Nullable Object value;
  private final boolean mandatory;
  private final List<SpecProblem> problems;
  private final Set<String> known = new LinkedHashSet<>();

  private Cursor(
      String path, @Nullable Object value, boolean mandatory, List<SpecProblem> problems) {
    this.path = path;
    this.value = value;
    this.mandatory = mandatory;
    this.problems = problems;
  }

  /** The tree's root; problems found from here on go to the list. */
  public static Cursor root(@Nullable Object tree, List<SpecProblem> problems) {
    Cursor root = new Cursor("", tree, true, problems);
    root.mapping();
    return root;
  }

  /** A field of a mapping; absent where this is none. */
  public Cursor field(String name) {
    return child(name, false);
  }

  /** A field that must be there, unless the mapping that it belongs to is wrong altogether. */
  Cursor requiredField(String name) {
    return child(name, value == null || value instanceof Map<?, ?>);
  }

  /** A field that must be a mapping, if it is there. */
  Cursor section(String name) {
    Cursor section = field(name);
    section.mapping();
    return section;
  }

  private Cursor child(String name, boolean needed) {
    known.add(name);
    Object child = value instanceof Map<?, ?> map ? map.get(name) : null;
    return new Cursor(pathOf(name), child, needed, problems);
  }

  private Map<?, ?> mapping() {
    Optional<Map<?, ?>> mapping =
        read("a mapping", raw -> raw instanceof Map<?, ?> m ? Optional.of(m) : Optional.empty());
    return mapping.orElse(Map.of());
  }

  /** The values of a mapping whose keys are the author's; each must be there. */
  Map<String, Cursor> entries() {
    Map<String, Cursor> entries = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : mapping().entrySet()) {
      String key = String.valueOf(entry.getKey());
      entries.put(key, new Cursor(pathOf(key), entry.getValue(), true, problems));
    }
    return entries;
  }

  /** The values of a mapping from ordinals; keys that are none are problems. */
  public <T> SortedMap<Integer, T> byOrdinal(Function<Cursor, Optional<T>> read) {
    SortedMap<Integer, T> values = new TreeMap<>();
    entries()
        .forEach((key, cursor) -> {
          if (ORDINAL.matcher(key).matches() && Integer.parseInt(key) <= MAX_ORDINAL) {
            read.apply(cursor).ifPresent(value -> values.put(Integer.valueOf(key), value));
          } else {
            problems.add(
                SpecProblem.at(
                    cursor.path, key, "an ordinal from 0 to " + MAX_ORDINAL + " as the key"));
          }
        });
    return values;
  }

  /** The values of a list; each must be there. */
  List<Cursor> items() {
    List<Cursor> items = new ArrayList<>();
    for (Object item : list()) {
      items.add(new Cursor(path + "[" + items.size() + "]", item, true, problems));
    }
    return items;
  }

  private List<?> list() {
    Optional<List<?>> list =
        read("a list", raw -> raw instanceof List<?> l ? Optional.of(l) : Optional.empty());
    return list.orElse(List.of());
  }

  /** The values of a list that may not repeat one, in order. */
  public <T> Set<T> distinct(Function<Cursor, Optional<T>> read) {
    Set<T> seen = new LinkedHashSet<>();
    for (Cursor item : items()) {
      Optional<T> found = read.apply(item);
      if (found.isPresent() && !seen.add(found.get())) {
        item.refuse("a value that is not in the list already");
      }
    }
    return seen;
  }

  Optional<String> text(String expected, Predicate<String> legal) {
    return read(
        expected,
        raw -> raw instanceof String s && legal.test(s) ? Optional.of(s) : Optional.empty());
  }

  Optional<String> text(String expected, Pattern legal) {
    return text(expected, s -> legal.matcher(s).matches());
  }

  Optional<Boolean> flag() {
    return read(
        "true or false", raw -> raw instanceof Boolean b ? Optional.of(b) : Optional.empty());
  }

  /** A whole number within these bounds. */
  public Optional<Integer> integer(int min, int max) {
    return read(
        "an integer from " + min + " to " + max,
        raw -> whole(raw).filter(n -> n >= min && n <= max).map(Math::toIntExact));
  }

  Optional<Long> longInteger() {
    return read("a 64-bit integer", Cursor::whole);
  }

  Optional<Double> number(String expected, Predicate<Double> legal) {
    return read(
        expected,
        raw ->
            raw instanceof Number n
                ? Optional.of(n.doubleValue()).filter(legal)
                : Optional.empty());
  }

  /** What is written as a text or, where it looks like one, as a number. */
  <T> Optional<T> scalar(String expected, Function<String, Optional<T>> parse) {
    return read(
        expected,
        raw ->
            raw instanceof String || raw instanceof Number
                ? parse.apply(raw.toString())
                : Optional.empty());
  }

  /** One of the names that the map knows. */
  <T> Optional<T> choice(Map<String, T> choices, String expected) {
    return read(
        expected,
        raw -> raw instanceof String s ? Optional.ofNullable(choices.get(s)) : Optional.empty());
  }

  /** The name of an algorithm. */
  public Optional<Algorithm> algorithm() {
    return choice(ALGORITHMS, "Ring, Maglev, Rendezvous or Classic");
  }

  Optional<Duration> duration(Duration shortest) {
    Optional<Duration> duration =
        read(
            "a duration such as 1s or 500ms",
            raw -> raw instanceof String s ? Durations.parse(s) : Optional.empty());
    if (duration.isPresent()
        && (duration.get().compareTo(shortest) < 0
            || duration.get().compareTo(Durations.LONGEST) > 0)) {
      refuse("a duration from " + Durations.format(shortest) + " to 24h");
      return Optional.empty();
    }
    return duration;
  }

  private <T> Optional<T> read(String expected, Function<Object, Optional<T>> convert) {
    if (value == null && !mandatory) {
      return Optional.empty();
    }
    Optional<T> converted = value == null ? Optional.empty() : convert.apply(value);
    if (converted.isEmpty()) {
      refuse(expected);
    }
    return converted;
  }

  /** Any class of whole number that a parser may choose. */
  private static Optional<Long> whole(Object raw) {
    if (raw instanceof Number n && WHOLE_NUMBER.matcher(n.toString()).matches()) {
      try {
        return Optional.of(Long.parseLong(n.toString()));
      } catch (NumberFormatException beyond64Bits) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  boolean startsWith(String prefix) {
    return value instanceof String text && text.startsWith(prefix);
  }

  /** Whether a mapping stands here; anything else is a problem. */
  boolean isMapping() {
    mapping();
    return holdsMapping();
  }

  /** Whether a mapping stands here. */
  boolean holdsMapping() {
    return value instanceof Map<?, ?>;
  }

  /** Whether something stands here. */
  public boolean isPresent() {
    return value != null;
  }

  /** Whether what stands here says no more than leaving it out. */
  boolean isEmpty() {
    return value == null
        || value.equals("")
        || value.equals(false)
        || (value instanceof List<?> list && list.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty());
  }

  /** How many items or fields stand here. */
  int size() {
    return value instanceof List<?> list
        ? list.size()
        : value instanceof Map<?, ?> m ? m.size() : 0;
  }

  /** Whether no problem was recorded here, further in or in what this is part of. */
  boolean isSound() {
    for (SpecProblem problem : problems) {
      if (isWithin(problem.path(), path) || isWithin(path, problem.path())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWithin(String inner, String outer) {
    String rest = inner.startsWith(outer) ? inner.substring(outer.length()) : "-";
    return rest.isEmpty() || rest.startsWith(".") || rest.startsWith("[");
  }

  /** Records that the value here is not what was expected. */
  public void refuse(String expected) {
    problems.add(SpecProblem.at(path.isEmpty() ? "manifest" : path, value, expected));
  }

  /** Fields that are known but must be left out. */
  void unavailable(String... names) {
    for (String name : names) {
      Cursor field = field(name);
      if (!field.isEmpty()) {
        field.refuse(UNAVAILABLE);
      }
    }
  }

  /** Fields that may hold anything. */
  void ignore(String... names) {
    known.addAll(List.of(names));
  }

  /** Every field that nobody asked for is unknown. */
  public void close() {
    if (value instanceof Map<?, ?> map) {
      for (Object key : map.keySet()) {
        String name = String.valueOf(key);
        if (!known.contains(name)) {
          problems.add(new SpecProblem(pathOf(name), "an unknown field", suggestion(name)));
        }
      }
    }
  }

  private String suggestion(String name) {
    Optional<String> nearest = nearest(name);
    if (nearest.isPresent()) {
      return "a known one (did you mean " + nearest.get() + "?)";
    }
    return known.isEmpty() ? "none" : "one of " + String.join(", ", known);
  }

  /** The known field that the name may be a slip of. */
  private Optional<String> nearest(String name) {
    Optional<String> nearest = Optional.empty();
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(name, candidate);
      if (distance < least && distance <= 1 + candidate.length() / 4) {
        least = distance;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }

  /** Levenshtein's, without case; long names are no misspelling of ours. */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    if (a.length() > LONGEST_NAME) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private String pathOf(String name) {
    if (!PLAIN_NAME.matcher(name).matches()) {
      return path + "[" + SpecProblem.describe(name) + "]";
    }
    return path.isEmpty() ? name : path + "." + name;
  }
}
