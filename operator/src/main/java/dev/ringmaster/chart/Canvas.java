package dev.ringmaster.chart;

import java.util.List;

/** What a chart is drawn with; the origin is at the top left, y grows downwards. */
interface Canvas {
  /** A bar; the tip is shown on hovering where the medium can. */
  void bar(Box box, int hue, String tip);

  /** A line through points. */
  void line(List<Point> points, int hue);

  /** A point of a line. */
  void dot(Point point, int hue, String tip);

  /** A rule of grid or axis, from point to point. */
  void rule(Point from, Point to, boolean axis);

  /** Text whose base line is at y. */
  void text(Point at, String text, Align align, Style style);

  /** Coordinates. */
  record Point(double x, double y) {}

  /** A rectangle by its top left corner. */
  record Box(double x, double y, double width, double height) {}

  /** Which part of a text is at its x. */
  enum Align {
    START,
    MIDDLE,
    END
  }

  /** What kind of text. */
  enum Style {
    TITLE(16),
    LABEL(13),
    /** Figures and names, dimmed. */
    NOTE(12);

    private final int size;

    Style(int size) {
      this.size = size;
    }

    int size() {
      return size;
    }
  }
}
