package dev.ringmaster.app.local;

import java.util.List;

/** What came of another manifest. */
public sealed interface Edit {
  /**
   * It is gone by.
   *
   * @param changes the fields that said something else
   */
  record Applied(List<String> changes) implements Edit {
    public Applied {
      changes = List.copyOf(changes);
    }
  }

  /** Nothing changed. */
  record Refused(String reason) implements Edit {}
}
