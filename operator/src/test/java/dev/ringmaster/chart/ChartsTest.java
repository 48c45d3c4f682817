package dev.ringmaster.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ChartsTest {
  private static final String NASTY = "<b>&\"'\u0000\uD800 x";

  @Test
  void bars_areAsHighAsTheirValues() {
    List<Element> bars = bars(parsed(bars(List.of("a", "b", "c"), 10, 25, 50)));

    assertThat(bars).hasSize(3);
    double unit = number(bars.get(0), "height") / 10;
    assertThat(number(bars.get(1), "height") / unit).isBetween(24.9, 25.1);
    assertThat(number(bars.get(2), "height") / unit).isBetween(49.9, 50.1);
    assertThat(bars).allSatisfy(bar -> assertThat(foot(bar)).isEqualTo(foot(bars.get(0))));
  }

  @Test
  void bar_below_zero_hangsFromTheZeroLine() {
    List<Element> bars = bars(parsed(bars(List.of("up", "down"), 5, -5)));

    assertThat(number(bars.get(1), "y")).isEqualTo(foot(bars.get(0)));
    assertThat(number(bars.get(1), "height")).isEqualTo(number(bars.get(0), "height"));
  }

  @Test
  void bars_ofSeveralSeries_standSideBySide() {
    Chart chart =
        new Chart(
            "t",
            "x",
            "y",
            Chart.Kind.BARS,
            List.of("a", "b"),
            List.of(new Series("one", List.of(1.0, 2.0)), new Series("two", List.of(3.0, 4.0))));
    Document svg = parsed(chart);
    List<Element> bars = bars(svg);

    // The two of the legend come first.
    List<Element> drawn = bars.subList(2, 6);
    drawn.sort((left, right) -> Double.compare(number(left, "x"), number(right, "x")));
    assertThat(drawn)
        .extracting(Element::getTextContent)
        .containsExactly("one, a: 1", "two, a: 3", "one, b: 2", "two, b: 4");
    for (int i = 1; i < drawn.size(); i++) {
      assertThat(number(drawn.get(i), "x"))
          .isGreaterThanOrEqualTo(number(drawn.get(i - 1), "x") + width(drawn.get(i - 1)));
    }
    assertThat(texts(svg)).contains("one", "two");
  }

  @Test
  void lines_haveOnePointPerCategory_andDifferByDashes() {
    Chart chart =
        new Chart(
            "t",
            "N",
            "y",
            Chart.Kind.LINES,
            List.of("2", "3", "4"),
            List.of(
                new Series("mean", List.of(3.0, 2.0, 1.0)),
                new Series("deviation", List.of(0.0, 0.5, 3.0))));
    Document svg = parsed(chart);
    List<Element> lines = elements(svg, "polyline").subList(2, 4);

    assertThat(lines).allMatch(line -> line.getAttribute("points").split(" ").length == 3);
    assertThat(lines.get(0).getAttribute("stroke-dasharray"))
        .isNotEqualTo(lines.get(1).getAttribute("stroke-dasharray"));
    assertThat(elements(svg, "circle"))
        .extracting(Element::getTextContent)
        .contains("deviation, 3: 0.5");
  }

  @Test
  void legend_ofOneSeries_isLeftOut() {
    assertThat(texts(parsed(bars(List.of("a"), 1)))).doesNotContain("load");
  }

  @Test
  void values_standOverBarsThatAreWideEnough() {
    assertThat(texts(parsed(bars(List.of("a", "b"), 8437, 469)))).contains("8,437", "469");

    List<String> many = IntStream.range(0, 200).mapToObj(i -> "replica " + i).toList();
    double[] values = IntStream.range(0, 200).mapToDouble(i -> 123_457 + i).toArray();
    Document svg = parsed(bars(many, values));
    assertThat(texts(svg)).doesNotContain("123,457");
    assertThat(bars(svg).get(0).getTextContent()).isEqualTo("replica 0: 123,457");
  }

  @Test
  void names_thatDoNotFit_areShortenedOrSkipped_andStandInTheTips() {
    String longName = "a replica of a very long name indeed";
    Document few =
        parsed(bars(IntStream.range(0, 8).mapToObj(i -> longName + i).toList(), ones(8)));
    assertThat(texts(few)).doesNotContain(longName + 0).anyMatch(text -> text.endsWith("…"));
    assertThat(bars(few).get(3).getTextContent()).isEqualTo(longName + 3 + ": 1");

    Document many =
        parsed(bars(IntStream.range(0, 300).mapToObj(i -> "r" + i).toList(), ones(300)));
    assertThat(texts(many).stream().filter(text -> text.startsWith("r")).count())
        .isBetween(8L, 40L);
  }

  @Test
  void everythingFromOutside_isEscaped() {
    Chart chart =
        new Chart(
            NASTY,
            NASTY,
            NASTY,
            Chart.Kind.BARS,
            List.of(NASTY),
            List.of(new Series(NASTY, List.of(1.0)), new Series(NASTY, List.of(2.0))));
    Document svg = parsed(chart);

    String safe = "<b>&\"'\uFFFD\uFFFD x";
    assertThat(svg.getDocumentElement().getAttribute("aria-label")).isEqualTo(safe);
    assertThat(texts(svg)).contains(safe);
    assertThat(elements(svg, "b")).isEmpty();
  }

  @Test
  void svg_isLabelledAndNeedsNothingFromOutside() {
    String svg = Charts.svg(bars(List.of("a"), 1));

    assertThat(parsed(bars(List.of("a"), 1)).getDocumentElement().getAttribute("role"))
        .isEqualTo("img");
    assertThat(svg)
        .contains("prefers-color-scheme:dark")
        .doesNotContain("href", "url(", "@import", "script");
  }

  @ParameterizedTest
  @ValueSource(strings = {"de", "ar-EG", "th-TH-u-nu-thai"})
  void numbers_areTheSameWhateverTheLocale(String tag) {
    Locale before = Locale.getDefault();
    String expected = Charts.svg(bars(List.of("a", "b"), 1234.5, 0.25));
    try {
      Locale.setDefault(Locale.forLanguageTag(tag));
      assertThat(Charts.svg(bars(List.of("a", "b"), 1234.5, 0.25))).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void png_hasTwoPixelsToAUnit_andShowsTheBars() throws IOException {
    BufferedImage image = image(bars(List.of("a", "b"), 1, 2));

    assertThat(image.getWidth()).isEqualTo(1280);
    assertThat(image.getHeight()).isEqualTo(720);
    Element bar = bars(parsed(bars(List.of("a", "b"), 1, 2))).get(1);
    int x = (int) (2 * (number(bar, "x") + width(bar) / 2));
    int y = (int) (2 * (number(bar, "y") + number(bar, "height") / 2));
    assertThat(image.getRGB(x, y) & 0xFFFFFF).isEqualTo(Palette.colour(0));
    assertThat(image.getRGB(2, 2) & 0xFFFFFF).isEqualTo(0xFFFFFF);
  }

  @Test
  void png_ofLines_decodes() throws IOException {
    Chart chart =
        new Chart(
            NASTY,
            "",
            "",
            Chart.Kind.LINES,
            List.of("1"),
            List.of(new Series("", List.of(0.0)), new Series(NASTY, List.of(-3.5))));
    assertThat(image(chart).getWidth()).isEqualTo(1280);
  }

  @Test
  void chart_thatMakesNoSense_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bars(List.of("a"), 1, 2))
        .withMessage("title, load: 2 values (expected: 1, one per category)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bars(List.of()))
        .withMessage("title: 0 categories, 1 series (expected: at least one of each)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bars(List.of("a"), Double.NaN))
        .withMessage("load: NaN (expected: a finite number)");
  }

  private static Chart bars(List<String> categories, double... values) {
    List<Double> boxed = java.util.Arrays.stream(values).boxed().toList();
    return new Chart(
        "title", "x", "y", Chart.Kind.BARS, categories, List.of(new Series("load", boxed)));
  }

  private static double[] ones(int count) {
    return IntStream.range(0, count).mapToDouble(i -> 1).toArray();
  }

  private static Document parsed(Chart chart) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(Charts.svg(chart))));
    } catch (Exception malformed) {
      throw new AssertionError(Charts.svg(chart), malformed);
    }
  }

  private static BufferedImage image(Chart chart) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(Charts.png(chart)));
  }

  private static List<Element> bars(Document svg) {
    List<Element> bars = elements(svg, "rect");
    bars.removeIf(rect -> !rect.getAttribute("class").equals("bar"));
    return bars;
  }

  private static List<String> texts(Document svg) {
    return elements(svg, "text").stream().map(Element::getTextContent).toList();
  }

  private static List<Element> elements(Document svg, String name) {
    List<Element> found = new ArrayList<>();
    for (int i = 0; i < svg.getElementsByTagName(name).getLength(); i++) {
      found.add((Element) svg.getElementsByTagName(name).item(i));
    }
    return found;
  }

  private static double foot(Element bar) {
    return Math.rint((number(bar, "y") + number(bar, "height")) * 100) / 100;
  }

  private static double width(Element bar) {
    return number(bar, "width");
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }
}
