package dev.ringmaster.badhouse.load;

import dev.ringmaster.badhouse.ring.Sleeper;

/** A room that knows one it must not know; and a class that anybody may extend. */
public class Snoop {
  Sleeper of(Sleeper other) {
    return other;
  }
}
