package dev.ringmaster.router;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * A table of raw bytes in a resource. A row begins with a line of cells between bars, and goes on
 * with lines of one cell each, behind two blanks. Cells are written with Java's escapes.
 */
final class RawTable {
  private static final String MORE = "  ";

  private RawTable() {}

  /** One case; {@code number} tells it from the others. */
  record Row(int number, List<String> cells) {
    String cell(int index) {
      return cells.get(index);
    }
  }

  /** What is done with a row. */
  @FunctionalInterface
  interface Law {
    void holds(Row row) throws Exception;
  }

  /** A test for each row, named by two of its cells. */
  static Stream<DynamicTest> tests(String table, int section, int what, Law law) {
    return rows(table)
        .map(row ->
            DynamicTest.dynamicTest(
                row.cell(section) + " " + row.cell(what), () -> law.holds(row)));
  }

  private static Stream<Row> rows(String table) {
    List<Row> rows = new ArrayList<>();
    for (String line : lines("/conformance/" + table + ".txt")) {
      if (line.startsWith(MORE)) {
        rows.getLast().cells().add(line.substring(MORE.length()).translateEscapes());
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.split(" *\\| *", -1)) {
          cells.add(cell.translateEscapes());
        }
        rows.add(new Row(rows.size(), cells));
      }
    }
    return rows.stream();
  }

  private static List<String> lines(String resource) {
    try (InputStream in = RawTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no table " + resource);
      }
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
