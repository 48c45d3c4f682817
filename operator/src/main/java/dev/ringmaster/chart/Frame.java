package dev.ringmaster.chart;

import dev.ringmaster.chart.Canvas.Point;
import dev.ringmaster.chart.Canvas.Style;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the parts of a chart go.
 *
 * @param legend the place of each series' name; empty where there is one series only
 * @param left of the plot
 * @param top of the plot
 */
record Frame(List<Point> legend, double left, double top) {
  static final int WIDTH = 640;
  static final int HEIGHT = 360;
  static final double MARGIN = 16;
  static final double TITLE_LINE = 26;
  static final double LEGEND_MARK = 22;
  private static final double LEGEND_GAP = 18;
  private static final double LEGEND_ROW = 20;
  private static final double LABEL_ROW = 34;
  private static final double FOOT = 50;
  private static final double TICK_GAP = 8;

  static Frame of(Chart chart, Axis axis) {
    List<Point> legend = legend(chart.series());
    double top = (legend.isEmpty() ? TITLE_LINE : legend.getLast().y()) + LABEL_ROW;
    double labels =
        axis.labels().stream().mapToDouble(text -> Figures.width(text, Style.NOTE)).max().orElse(0);
    return new Frame(legend, MARGIN + labels + TICK_GAP, top);
  }

  private static List<Point> legend(List<Series> series) {
    List<Point> places = new ArrayList<>();
    double x = MARGIN;
    double y = TITLE_LINE + LEGEND_ROW;
    for (Series one : series.size() < 2 ? List.<Series>of() : series) {
      double width = LEGEND_MARK + Figures.width(legendName(one), Style.NOTE);
      if (x > MARGIN && x + width > WIDTH - MARGIN) {
        x = MARGIN;
        y += LEGEND_ROW;
      }
      places.add(new Point(x, y));
      x += width + LEGEND_GAP;
    }
    return places;
  }

  static String legendName(Series series) {
    return Figures.fitted(series.name(), Style.NOTE, WIDTH / 2.0);
  }

  double right() {
    return WIDTH - MARGIN;
  }

  double bottom() {
    return HEIGHT - FOOT;
  }

  double tickEnd() {
    return left - TICK_GAP;
  }

  double y(double position) {
    return bottom() - position * (bottom() - top);
  }

  /** The width of the room of one category. */
  double slot(int categories) {
    return (right() - left) / categories;
  }
}
