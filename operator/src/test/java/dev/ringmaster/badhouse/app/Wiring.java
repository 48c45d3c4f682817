package dev.ringmaster.badhouse.app;

import dev.ringmaster.badhouse.admin.Handle;

/** What wires may know all. */
public interface Wiring {
  Handle handle();
}
