package dev.ringmaster.badhouse.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringmaster.badhouse.ring.Sleeper;

/** A part of the custom resource that does more than hold values. */
public interface Clever {
  Sleeper ring();

  ObjectMapper mapper();
}
