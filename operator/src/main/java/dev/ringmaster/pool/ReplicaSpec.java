package dev.ringmaster.pool;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a driver shall create.
 *
 * @param ordinal see {@link Replica}
 * @param incarnation see {@link Replica}
 * @param name see {@link Replica}
 * @param template what it is made from
 */
public record ReplicaSpec(int ordinal, long incarnation, String name, ReplicaTemplate template) {
  /** As in a Kubernetes command, so that one manifest means the same everywhere. */
  private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\$|\\(([^)]*)\\))");

  /** What the replica is recognised by as made from this template. */
  public String revision() {
    return template.revisions().apply(ordinal);
  }

  /**
   * The environment that it finds, in the template's order, ours last.
   *
   * @param port that it is to listen on
   */
  public Map<String, String> environment(int port) {
    Map<String, String> environment = new LinkedHashMap<>(template.env());
    environment.put("PORT", Integer.toString(port));
    environment.put("SERVER_ID", name);
    environment.put("REPLICA_ORDINAL", Integer.toString(ordinal));
    return environment;
  }

  /** The template's command, with {@code $(NAME)} replaced by what the environment has. */
  public List<String> command(int port) {
    Map<String, String> environment = environment(port);
    return template.command().stream().map(word -> expand(word, environment)).toList();
  }

  /**
   * Fills in a text: a reference to what is unknown stays as it is, and {@code $$} is how to write
   * a {@code $}.
   */
  private static String expand(String text, Map<String, String> variables) {
    return REFERENCE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(replacement(found, variables)));
  }

  private static String replacement(MatchResult found, Map<String, String> variables) {
    String name = found.group(1);
    return name == null ? "$" : variables.getOrDefault(name, found.group());
  }
}
