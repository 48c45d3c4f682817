package dev.ringmaster.chart;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes SVG as text: no AWT, so that it works where no font is installed. */
final class SvgCanvas implements Canvas {
  /** Every chart of a page brings these rules; they are the same, so it does no harm. */
  private static final String STYLE =
      """
      .rmc{font-family:system-ui,sans-serif;max-width:100%;height:auto}
      .rmc text{fill:#1f2328}.rmc .note{fill:#57606a}.rmc .bg{fill:#fff}
      .rmc .grid{stroke:#d8dee4}.rmc .axis{stroke:#57606a}
      .rmc .bar:hover,.rmc .dot:hover{opacity:.7}
      @media screen and (prefers-color-scheme:dark){
      .rmc text{fill:#e6edf3}.rmc .note{fill:#9da7b3}.rmc .bg{fill:#16181d}
      .rmc .grid{stroke:#30363d}.rmc .axis{stroke:#9da7b3}}
      """;

  private static final int REPLACEMENT = 0xFFFD;

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  SvgCanvas(int width, int height) {
    this.width = width;
    this.height = height;
  }

  String document(String title) {
    String size = "width=\"%s\" height=\"%s\"".formatted(width, height);
    return """
    <svg xmlns="http://www.w3.org/2000/svg" class="rmc" role="img" aria-label="%s" %s viewBox="0 0 %s %s">
    <style>
    %s</style>
    <rect class="bg" %s/>
    %s</svg>
    """
        .formatted(escaped(title), size, width, height, STYLE, size, body);
  }

  @Override
  public void bar(Box box, int hue, String tip) {
    add(
        "<rect class=\"bar\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"><title>%s</title></rect>"
            .formatted(
                number(box.x()),
                number(box.y()),
                number(box.width()),
                number(box.height()),
                colour(hue),
                escaped(tip)));
  }

  @Override
  public void line(List<Point> points, int hue) {
    String path =
        points.stream()
            .map(point -> number(point.x()) + "," + number(point.y()))
            .collect(Collectors.joining(" "));
    add(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s points=\"%s\"/>"
            .formatted(colour(hue), dashes(hue), path));
  }

  @Override
  public void dot(Point point, int hue, String tip) {
    add(
        "<circle class=\"dot\" cx=\"%s\" cy=\"%s\" r=\"4\" fill=\"%s\"><title>%s</title></circle>"
            .formatted(number(point.x()), number(point.y()), colour(hue), escaped(tip)));
  }

  @Override
  public void rule(Point from, Point to, boolean axis) {
    add(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
            .formatted(
                axis ? "axis" : "grid",
                number(from.x()),
                number(from.y()),
                number(to.x()),
                number(to.y())));
  }

  @Override
  public void text(Point at, String text, Align align, Style style) {
    add(
        "<text class=\"%s\" x=\"%s\" y=\"%s\" font-size=\"%s\"%s text-anchor=\"%s\">%s</text>"
            .formatted(
                style.name().toLowerCase(Locale.ROOT),
                number(at.x()),
                number(at.y()),
                style.size(),
                style == Style.TITLE ? " font-weight=\"600\"" : "",
                align.name().toLowerCase(Locale.ROOT),
                escaped(text)));
  }

  private void add(String element) {
    body.append(element).append('\n');
  }

  private static String colour(int hue) {
    return String.format(Locale.ROOT, "#%06X", Palette.colour(hue));
  }

  private static String dashes(int hue) {
    float[] dashes = Palette.dashes(hue);
    StringBuilder lengths = new StringBuilder();
    for (float dash : dashes) {
      lengths.append(lengths.isEmpty() ? "" : " ").append(number(dash));
    }
    return dashes.length == 0 ? "" : " stroke-dasharray=\"" + lengths + "\"";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** What XML can't hold at all becomes U+FFFD. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '"' -> escaped.append("&quot;");
            case '\'' -> escaped.append("&#39;");
            default -> escaped.appendCodePoint(legal(c) ? c : REPLACEMENT);
          }
        });
    return escaped.toString();
  }

  /** XML 1.0, production 2. */
  private static boolean legal(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
