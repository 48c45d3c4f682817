package dev.ringmaster.chart;

/** Draws charts, 640 by 360. */
public final class Charts {
  private Charts() {}

  /**
   * An {@code <svg>} element that stands alone or in an HTML page, follows the reader's light or
   * dark colours and prints in light ones.
   */
  public static String svg(Chart chart) {
    SvgCanvas canvas = new SvgCanvas(Frame.WIDTH, Frame.HEIGHT);
    Painter.paint(chart, canvas);
    return canvas.document(chart.title());
  }

  /**
   * A picture of 1280 by 720 pixels, in light colours.
   *
   * @throws IllegalStateException where the machine has no font that Java can use
   */
  public static byte[] png(Chart chart) {
    return PngCanvas.draw(Frame.WIDTH, Frame.HEIGHT, canvas -> Painter.paint(chart, canvas));
  }
}
