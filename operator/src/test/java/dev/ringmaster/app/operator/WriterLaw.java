package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.kubernetes.AuditEvent;
import dev.ringmaster.testing.kubernetes.AuditLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * At any time one operator writes: the one whose write of the Lease was the last that succeeded.
 * Slices are every router's.
 *
 * @param users of the operators, one each
 */
record WriterLaw(AuditLog audit, String home, Set<String> users) {
  private static final Set<String> EVERYBODYS = Set.of("endpointslices");

  /** Held from a mark on; how many wrote, one after the other. */
  int assertHeldSince(long mark) {
    List<AuditEvent> writes =
        audit.since(mark).stream()
            .filter(event -> event.isWrite() && users.contains(event.user()))
            .sorted(Comparator.comparing(AuditEvent::received))
            .toList();
    List<AuditEvent> others = new ArrayList<>();
    List<String> writers = new ArrayList<>();
    String holder = "";
    for (AuditEvent write : writes) {
      if (isLease(write)) {
        holder = write.code() < 300 ? write.user() : holder;
      } else if (!EVERYBODYS.contains(write.resource())) {
        if (!write.user().equals(holder)) {
          others.add(write);
        }
        if (writers.isEmpty() || !writers.getLast().equals(write.user())) {
          writers.add(write.user());
        }
      }
    }
    assertThat(others).as("written by others than the holder of the Lease").isEmpty();
    assertThat(writers).as("one after the other").doesNotHaveDuplicates();
    return writers.size();
  }

  private boolean isLease(AuditEvent write) {
    return write.resource().equals("leases") && write.namespace().equals(home);
  }
}
