package dev.ringmaster.controller.status;

import dev.ringmaster.pool.Replica;
import java.util.List;
import java.util.Set;

/**
 * Something that is wrong with a balancer.
 *
 * @param reason in one word, for programs
 * @param sentence for people; the same as long as the matter is
 */
public record Finding(String reason, String sentence) {
  private static final Set<String> PULL = Set.of("ErrImagePull", "ImagePullBackOff");
  private static final String CRASH_LOOP = "CrashLoopBackOff";

  /** What ails a replica that lives. */
  static Finding ofAiling(Replica replica) {
    String word = replica.exit().getFirst();
    String pod = "Pod " + replica.runtimeId() + " (ordinal " + replica.ordinal() + ")";
    if (PULL.contains(word)) {
      // The kubelet's words change with each try.
      return new Finding(
          "ImagePullFailed",
          pod + ": its image can't be pulled, the Pod's events say why; it is tried again");
    }
    if (word.equals(CRASH_LOOP)) {
      return new Finding("CrashLoop", pod + " ends again and again: " + rest(replica.exit()));
    }
    return new Finding(word, pod + ": " + rest(replica.exit()));
  }

  /** Why an ordinal has no replica now. */
  public static Finding ofEnded(Replica replica) {
    boolean refused = replica.exit().getFirst().equals("can't be created");
    return refused
        ? new Finding(
            "CreateFailed",
            "Ordinal %d: its Pod can't be created: %s; it is tried again"
                .formatted(replica.ordinal(), rest(replica.exit())))
        : new Finding(
            "ReplicaEnded",
            "Ordinal %d has ended: %s; another is started"
                .formatted(replica.ordinal(), String.join(", ", replica.exit())));
  }

  private static String rest(List<String> words) {
    return words.size() == 1 ? words.getFirst() : String.join(", ", words.subList(1, words.size()));
  }
}
