package dev.ringmaster.pool.process;

import java.io.IOException;

/**
 * What a child leaves when it ends unasked. A child that {@code setsid} has made leads a process
 * group of its own number, and the system gives that number to nobody while the group has a member.
 */
final class ProcessGroup {
  private ProcessGroup() {}

  /** Ends the rest of a group, at once; there may be none, and no such group. */
  static void kill(long leader) {
    try {
      new ProcessBuilder("kill", "-KILL", "--", "-" + leader)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException noSuchProgram) {
      // Then what a crashed child had started stays: the docs say so.
    }
  }
}
