package dev.ringmaster.cluster.access;

import java.util.List;
import java.util.Map;

/**
 * Who a token stands for, as the API server has it.
 *
 * @param uid empty for none
 * @param extra what else the server knows, for the server itself
 */
record Caller(String user, String uid, List<String> groups, Map<String, List<String>> extra) {
  Caller {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }
}
