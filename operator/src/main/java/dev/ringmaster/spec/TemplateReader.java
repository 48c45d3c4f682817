package dev.ringmaster.spec;

import dev.ringmaster.pool.ReplicaTemplate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code spec.template}. */
final class TemplateReader {
  private static final Pattern IMAGE = Pattern.compile("[!-~]{0,512}");
  private static final Pattern NO_NUL = Pattern.compile("[^\\x00]*");
  private static final Pattern SOME_NO_NUL = Pattern.compile("[^\\x00]+");
  private static final Pattern ADDRESS =
      Pattern.compile("(?<host>[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]+]):(?<port>[0-9]{1,5})");
  private static final Pattern HOST = Pattern.compile("[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?");
  private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 =
      Pattern.compile("\\[(?=[^\\]]*:[^\\]]*:)(?!.*:::)[0-9a-f:.]{2,45}]");
  private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,252}");
  private static final Set<String> SET_BY_US = Set.of("PORT", "SERVER_ID", "REPLICA_ORDINAL");
  private static final int MAX_ADDRESSES = 1000;

  private TemplateReader() {}

  static ReplicaTemplate read(Cursor template) {
    ReplicaTemplate read =
        new ReplicaTemplate(
            template.field("image").text("an image's name without spaces", IMAGE).orElse(""),
            command(template.field("command")),
            addresses(template.field("addresses")),
            template.field("port").integer(1, 65535).orElse(5000),
            env(template.field("env")),
            ContainerReader.resources(template.section("resources")),
            ContainerReader.mounts(template.field("mounts")));
    template.section("podTemplate");
    checkSource(template);
    template.close();
    return read;
  }

  /** There is something to start, or something that runs already, not both. */
  private static void checkSource(Cursor template) {
    boolean started = !template.field("image").isEmpty() || !template.field("command").isEmpty();
    Cursor addresses = template.field("addresses");
    if (started && !addresses.isEmpty()) {
      addresses.refuse("nothing beside image or command");
    }
    if (!started && addresses.isEmpty() && template.isSound()) {
      template.refuse("at least one of image, command, addresses");
    }
    for (String ofContainers : List.of("resources", "mounts")) {
      Cursor field = template.field(ofContainers);
      if (!addresses.isEmpty() && !field.isEmpty()) {
        field.refuse("nothing beside addresses");
      }
    }
  }

  private static List<String> command(Cursor command) {
    List<String> words = new ArrayList<>();
    Pattern legal = SOME_NO_NUL;
    for (Cursor word : command.items()) {
      words.add(word.text("a string", legal).orElse(""));
      legal = NO_NUL;
    }
    return words;
  }

  private static List<String> addresses(Cursor addresses) {
    if (addresses.size() > MAX_ADDRESSES) {
      addresses.refuse("at most " + MAX_ADDRESSES + " addresses");
      return List.of();
    }
    return List.copyOf(addresses.distinct(TemplateReader::address));
  }

  private static Optional<String> address(Cursor address) {
    return address
        .text("host:port", text -> isAddress(text.toLowerCase(Locale.ROOT)))
        .map(text -> text.toLowerCase(Locale.ROOT));
  }

  private static boolean isAddress(String text) {
    Matcher matcher = ADDRESS.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    int port = Integer.parseInt(matcher.group("port"));
    return port >= 1 && port <= 65535 && isHost(matcher.group("host"));
  }

  private static boolean isHost(String host) {
    if (host.startsWith("[")) {
      return IPV6.matcher(host).matches();
    }
    Pattern form = DIGITS_AND_DOTS.matcher(host).matches() ? IPV4 : HOST;
    return form.matcher(host).matches() && !host.contains("..");
  }

  private static Map<String, String> env(Cursor env) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (Cursor entry : env.items()) {
      if (!entry.isMapping()) {
        continue;
      }
      Cursor name = entry.requiredField("name");
      Optional<String> given = name.text("a name such as LOG_LEVEL", ENV_NAME);
      String value = entry.field("value").text("a string (numbers in quotes)", NO_NUL).orElse("");
      given.ifPresent(n -> addVariable(name, n, value, variables));
      entry.unavailable("valueFrom");
      entry.close();
    }
    return variables;
  }

  private static void addVariable(
      Cursor where, String name, String value, Map<String, String> variables) {
    if (SET_BY_US.contains(name)) {
      where.refuse("another name (Ringmaster sets this one)");
    } else if (variables.putIfAbsent(name, value) != null) {
      where.refuse("a name that is not in the list already");
    }
  }

  static SortedMap<String, String> strings(Cursor strings) {
    SortedMap<String, String> read = new TreeMap<>();
    strings
        .entries()
        .forEach((name, value) ->
            value.text("a string (numbers in quotes)", NO_NUL).ifPresent(v -> read.put(name, v)));
    return read;
  }
}
