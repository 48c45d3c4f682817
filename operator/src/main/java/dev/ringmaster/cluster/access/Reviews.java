package dev.ringmaster.cluster.access;

import dev.ringmaster.access.Need;
import java.util.Optional;

/**
 * The two questions. Both wait for the answer, and fail with a {@link
 * io.fabric8.kubernetes.client.KubernetesClientException} where there is none.
 */
interface Reviews {
  /** Who a token stands for; empty where it is none. */
  Optional<Caller> caller(String token);

  boolean may(Caller caller, Need need);
}
