package dev.ringmaster.chart;

import dev.ringmaster.chart.Canvas.Align;
import dev.ringmaster.chart.Canvas.Box;
import dev.ringmaster.chart.Canvas.Point;
import dev.ringmaster.chart.Canvas.Style;
import java.util.ArrayList;
import java.util.List;

/** Draws a chart on any canvas. */
final class Painter {
  /** The part of a category's room that its bars fill. */
  private static final double FILLED = 0.72;

  /** A lone bar as wide as the chart would look like a wall. */
  private static final double WIDEST_BAR = 90;

  private static final double LABEL_GAP = 6;
  private static final double SHORTEST_LABEL = 34;
  private static final double LONGEST_LABEL = 100;

  private final Chart chart;
  private final Canvas canvas;
  private final Axis axis;
  private final Frame frame;

  private Painter(Chart chart, Canvas canvas) {
    this.chart = chart;
    this.canvas = canvas;
    axis = Axis.over(chart.series());
    frame = Frame.of(chart, axis);
  }

  static void paint(Chart chart, Canvas canvas) {
    Painter painter = new Painter(chart, canvas);
    painter.words();
    painter.grid();
    painter.categories();
    if (chart.kind() == Chart.Kind.BARS) {
      painter.bars();
    } else {
      painter.lines();
    }
  }

  private void words() {
    double wide = Frame.WIDTH - 2 * Frame.MARGIN;
    text(
        new Point(Frame.MARGIN, Frame.TITLE_LINE),
        Figures.fitted(chart.title(), Style.TITLE, wide),
        Align.START,
        Style.TITLE);
    text(new Point(Frame.MARGIN, frame.top() - 14), chart.yLabel(), Align.START, Style.NOTE);
    text(
        new Point((frame.left() + frame.right()) / 2, Frame.HEIGHT - 12),
        Figures.fitted(chart.xLabel(), Style.LABEL, wide),
        Align.MIDDLE,
        Style.LABEL);
    for (int i = 0; i < frame.legend().size(); i++) {
      legend(frame.legend().get(i), i);
    }
  }

  private void legend(Point at, int hue) {
    Series series = chart.series().get(hue);
    if (chart.kind() == Chart.Kind.BARS) {
      canvas.bar(new Box(at.x(), at.y() - 11, 14, 12), hue, series.name());
    } else {
      double y = at.y() - 4;
      canvas.line(List.of(new Point(at.x() - 4, y), new Point(at.x() + 16, y)), hue);
    }
    text(
        new Point(at.x() + Frame.LEGEND_MARK, at.y()),
        Frame.legendName(series),
        Align.START,
        Style.NOTE);
  }

  private void grid() {
    List<Double> ticks = axis.ticks();
    List<String> labels = axis.labels();
    for (int i = 0; i < ticks.size(); i++) {
      double y = frame.y(axis.position(ticks.get(i)));
      canvas.rule(new Point(frame.left(), y), new Point(frame.right(), y), axis.first() + i == 0);
      text(new Point(frame.tickEnd(), y + 4), labels.get(i), Align.END, Style.NOTE);
    }
  }

  /** All names, shortened where need be; where there is no room even for that, only some. */
  private void categories() {
    int count = chart.categories().size();
    double slot = frame.slot(count);
    double widest =
        chart.categories().stream()
            .mapToDouble(name -> Figures.width(name, Style.NOTE) + LABEL_GAP)
            .max()
            .orElse(0);
    int every =
        slot >= SHORTEST_LABEL ? 1 : (int) Math.ceil(Math.min(widest, LONGEST_LABEL) / slot);
    for (int i = 0; i < count; i += every) {
      String name = Figures.fitted(chart.categories().get(i), Style.NOTE, slot * every - LABEL_GAP);
      text(new Point(middle(i), frame.bottom() + 18), name, Align.MIDDLE, Style.NOTE);
    }
  }

  private double middle(int category) {
    return frame.left() + (category + 0.5) * frame.slot(chart.categories().size());
  }

  private void bars() {
    int groups = chart.series().size();
    double slot = frame.slot(chart.categories().size());
    double width = Math.min(WIDEST_BAR, slot * FILLED / groups);
    for (int hue = 0; hue < groups; hue++) {
      for (int i = 0; i < chart.categories().size(); i++) {
        bar(hue, i, middle(i) + (hue - groups / 2.0) * width, width);
      }
    }
  }

  private void bar(int hue, int category, double x, double width) {
    double value = chart.series().get(hue).values().get(category);
    double zero = frame.y(axis.position(0));
    double end = frame.y(axis.position(value));
    canvas.bar(
        new Box(x, Math.min(zero, end), width * 0.96, Math.abs(zero - end)),
        hue,
        tip(hue, category));
    String label = Figures.text(value);
    if (Figures.width(label, Style.NOTE) <= width + LABEL_GAP) {
      double y = value < 0 ? end + 13 : end - 4;
      text(new Point(x + width / 2, y), label, Align.MIDDLE, Style.NOTE);
    }
  }

  private void lines() {
    for (int hue = 0; hue < chart.series().size(); hue++) {
      List<Point> points = new ArrayList<>();
      List<Double> values = chart.series().get(hue).values();
      for (int i = 0; i < values.size(); i++) {
        points.add(new Point(middle(i), frame.y(axis.position(values.get(i)))));
      }
      canvas.line(points, hue);
      for (int i = 0; i < points.size(); i++) {
        canvas.dot(points.get(i), hue, tip(hue, i));
      }
    }
  }

  private String tip(int hue, int category) {
    Series series = chart.series().get(hue);
    String prefix = chart.series().size() > 1 ? series.name() + ", " : "";
    return prefix
        + chart.categories().get(category)
        + ": "
        + Figures.text(series.values().get(category));
  }

  private void text(Point at, String text, Align align, Style style) {
    canvas.text(at, text, align, style);
  }
}
