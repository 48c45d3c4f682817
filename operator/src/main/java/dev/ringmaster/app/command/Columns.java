package dev.ringmaster.app.command;

import dev.ringmaster.app.terminal.Colors;
import java.util.ArrayList;
import java.util.List;

/** Lines of cells, each column as wide as its widest cell. */
final class Columns {
  private static final String MARGIN = "  ";
  private static final String GAP = "   ";

  private final List<List<String>> lines = new ArrayList<>();

  Columns(String... headings) {
    lines.add(List.of(headings));
  }

  void add(List<String> cells) {
    lines.add(cells);
  }

  void print(StringBuilder text, Colors colors) {
    for (int line = 0; line < lines.size(); line++) {
      String plain = plain(lines.get(line));
      text.append(line == 0 ? colors.bold(plain) : plain).append(System.lineSeparator());
    }
  }

  private String plain(List<String> line) {
    StringBuilder row = new StringBuilder(MARGIN);
    for (int column = 0; column < line.size(); column++) {
      row.append(line.get(column)).repeat(" ", padding(line, column)).append(GAP);
    }
    return row.toString().stripTrailing();
  }

  private int padding(List<String> line, int column) {
    int width = lines.stream().mapToInt(other -> other.get(column).length()).max().orElse(0);
    return width - line.get(column).length();
  }
}
