package dev.ringmaster.app.operator;

import dev.ringmaster.cluster.drains.DrainWatch;
import dev.ringmaster.controller.Drains;
import java.util.OptionalLong;

/** What a term asks the routers. */
record TermDrains(DrainWatch watch) implements Drains {
  @Override
  public void follow(String namespace, String pod, Runnable idle) {
    watch.follow(id(namespace, pod), idle);
  }

  @Override
  public OptionalLong inFlight(String namespace, String pod) {
    return watch.inFlight(id(namespace, pod));
  }

  @Override
  public void forget(String namespace, String pod) {
    watch.forget(id(namespace, pod));
  }

  private static String id(String namespace, String pod) {
    return namespace + "/" + pod;
  }
}
