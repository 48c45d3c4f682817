package dev.ringmaster.badhouse.admin;

import dev.ringmaster.badhouse.app.Wiring;

/** An adapter that knows who wires it; that closes a cycle, too. */
public interface Handle {
  Wiring wiring();
}
