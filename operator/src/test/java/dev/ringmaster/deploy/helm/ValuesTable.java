package dev.ringmaster.deploy.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of a chart as a table, from the comments of its {@code values.yaml}: one that begins
 * with {@code --} tells of the value below it.
 */
final class ValuesTable {
  private static final Pattern TOLD = Pattern.compile("( *)# -- (.*)");
  private static final Pattern MORE = Pattern.compile(" *# (.*)");
  private static final Pattern VALUE = Pattern.compile("( *)([A-Za-z]+):(?: (.*))?");

  private final List<String> path = new ArrayList<>();
  private final StringBuilder rows = new StringBuilder("| value | default | |\n|---|---|---|\n");
  private String told = "";

  /**
   * How deep the values are that belong to what was told last: they have no comment of their own.
   */
  private int inside = Integer.MAX_VALUE;

  private ValuesTable() {}

  /** In Markdown. */
  static String of(String values) {
    ValuesTable table = new ValuesTable();
    values.lines().forEach(table::read);
    return table.rows.toString();
  }

  private void read(String line) {
    Matcher begin = TOLD.matcher(line);
    Matcher more = MORE.matcher(line);
    Matcher value = VALUE.matcher(line);
    if (begin.matches()) {
      told = begin.group(2);
    } else if (more.matches()) {
      told += " " + more.group(1);
    } else if (value.matches() && value.group(1).length() / 2 < inside) {
      add(value.group(1).length() / 2, value.group(2), value.group(3));
    }
  }

  private void add(int depth, String name, String given) {
    inside = Integer.MAX_VALUE;
    path.subList(depth, path.size()).clear();
    path.add(name);
    boolean section = given == null && told.isEmpty();
    if (section) {
      return;
    }
    if (told.isEmpty()) {
      throw new IllegalStateException(String.join(".", path) + ": got no comment, expected one");
    }
    String known = given == null ? "see values.yaml" : "`%s`".formatted(given);
    rows.append("| `%s` | %s | %s |\n".formatted(String.join(".", path), known, told));
    told = "";
    if (given == null) {
      inside = depth + 1;
    }
  }
}
