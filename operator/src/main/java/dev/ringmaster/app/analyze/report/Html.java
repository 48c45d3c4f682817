package dev.ringmaster.app.analyze.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Pieces of a page; whatever comes in is text and gets escaped, unless it says html. */
final class Html {
  private Html() {}

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  static String paragraph(String text) {
    return "<p>" + escaped(text) + "</p>\n";
  }

  /** A chart; on a narrow screen it scrolls by itself. */
  static String figure(String svgHtml) {
    return "<figure>" + svgHtml + "</figure>\n";
  }

  static String figures(List<String> svgsHtml) {
    return svgsHtml.stream()
        .map(Html::figure)
        .collect(Collectors.joining("", "<div class=\"figures\">\n", "</div>\n"));
  }

  /** The first column holds names, the others figures. */
  static String table(List<String> head, List<List<String>> rows) {
    return table("figures-table", head, rows);
  }

  /** Sentences in all columns. */
  static String textTable(List<String> head, List<List<String>> rows) {
    return table("text-table", head, rows);
  }

  private static String table(String style, List<String> head, List<List<String>> rows) {
    String body =
        rows.stream()
            .map(row -> row("td", row, row.contains("FAIL") ? " class=\"fail\"" : ""))
            .collect(Collectors.joining());
    return "<div class=\"scroll\"><table class=\"%s\">\n<thead>%s</thead>\n<tbody>%s</tbody></table></div>\n"
        .formatted(style, row("th", head, ""), body);
  }

  private static String row(String cell, List<String> texts, String attributes) {
    return texts.stream()
        .map(text -> "<%s>%s</%s>".formatted(cell, escaped(text), cell))
        .collect(Collectors.joining("", "<tr" + attributes + ">", "</tr>\n"));
  }

  static String whole(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String whole(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  static String two(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
