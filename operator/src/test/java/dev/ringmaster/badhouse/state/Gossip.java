package dev.ringmaster.badhouse.state;

import dev.ringmaster.badhouse.admin.Handle;
import dev.ringmaster.badhouse.api.Clever;

/** An adapter that knows another, and the custom resource. */
interface Gossip {
  Handle handle();

  Clever resource();
}
