package dev.ringmaster.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** Draws with AWT, headless, two pixels to a unit, in light colours. */
final class PngCanvas implements Canvas {
  private static final int SCALE = 2;
  private static final Color TEXT = new Color(0x1F2328);
  private static final Color NOTE = new Color(0x57606A);
  private static final Color GRID = new Color(0xD8DEE4);

  private final Graphics2D pen;

  private PngCanvas(Graphics2D pen) {
    this.pen = pen;
  }

  /** The file of what the drawing draws. */
  static byte[] draw(int width, int height, Consumer<Canvas> drawing) {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    BufferedImage image =
        new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = pen(image);
    drawing.accept(new PngCanvas(pen));
    pen.dispose();
    return file(image);
  }

  /** Loads the font before anything is drawn: Java fails in many ways where there is none. */
  private static Graphics2D pen(BufferedImage image) {
    try {
      Graphics2D pen = image.createGraphics();
      pen.setColor(Color.WHITE);
      pen.fillRect(0, 0, image.getWidth(), image.getHeight());
      pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      pen.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      pen.scale(SCALE, SCALE);
      pen.setFont(font(Style.LABEL));
      pen.getFontMetrics().stringWidth("0");
      return pen;
    } catch (LinkageError | InternalError | RuntimeException unusable) {
      throw new IllegalStateException(
          "PNG: got no font that Java can use (%s), expected fontconfig and a font (on Debian: fontconfig, fonts-dejavu-core); SVG needs none"
              .formatted(unusable),
          unusable);
    }
  }

  private static Font font(Style style) {
    return new Font(Font.SANS_SERIF, style == Style.TITLE ? Font.BOLD : Font.PLAIN, style.size());
  }

  private static byte[] file(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  @Override
  public void bar(Box box, int hue, String tip) {
    pen.setColor(new Color(Palette.colour(hue)));
    pen.fill(new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height()));
  }

  @Override
  public void line(List<Point> points, int hue) {
    Path2D path = new Path2D.Double();
    path.moveTo(points.getFirst().x(), points.getFirst().y());
    points.subList(1, points.size()).forEach(point -> path.lineTo(point.x(), point.y()));
    float[] dashes = Palette.dashes(hue);
    pen.setColor(new Color(Palette.colour(hue)));
    pen.setStroke(
        dashes.length == 0
            ? new BasicStroke(2)
            : new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0));
    pen.draw(path);
  }

  @Override
  public void dot(Point point, int hue, String tip) {
    pen.setColor(new Color(Palette.colour(hue)));
    pen.fill(new Ellipse2D.Double(point.x() - 4, point.y() - 4, 8, 8));
  }

  @Override
  public void rule(Point from, Point to, boolean axis) {
    pen.setColor(axis ? NOTE : GRID);
    pen.setStroke(new BasicStroke(1));
    pen.draw(new Line2D.Double(from.x(), from.y(), to.x(), to.y()));
  }

  @Override
  public void text(Point at, String text, Align align, Style style) {
    pen.setFont(font(style));
    pen.setColor(style == Style.NOTE ? NOTE : TEXT);
    double width = pen.getFontMetrics().getStringBounds(text, pen).getWidth();
    double shift =
        switch (align) {
          case START -> 0;
          case MIDDLE -> width / 2;
          case END -> width;
        };
    pen.drawString(text, (float) (at.x() - shift), (float) at.y());
  }
}
