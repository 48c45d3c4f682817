package dev.ringmaster.admin;

/** Shows all metrics. It may take a while: it is not asked on an event loop. */
@FunctionalInterface
public interface MetricsPage {
  /**
   * All metrics now.
   *
   * @param accept of the request, empty for none
   */
  Page page(String accept);

  /**
   * A whole answer.
   *
   * @param contentType of the text
   */
  record Page(String contentType, String text) {}
}
