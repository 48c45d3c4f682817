package dev.ringmaster.badhouse.state;

import dev.ringmaster.badhouse.admin.Handle;

/** An adapter that knows another. */
interface Gossip {
  Handle handle();
}
