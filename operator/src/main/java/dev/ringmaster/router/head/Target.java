package dev.ringmaster.router.head;

import dev.ringmaster.router.wire.Head;
import org.jspecify.annotations.Nullable;

/**
 * A request target, RFC 9112, 3.2, as positions in its head.
 *
 * @param authorityFrom begin of the authority of an absolute-form target, which then stands before
 *     the Host field; -1 where there is none
 * @param from where path and query begin; they end with the target
 * @param queryFrom where the question mark is; the target's end where there is none
 */
public record Target(int authorityFrom, int from, int queryFrom) {

  /** Takes a target apart. */
  public static Target of(Head head) {
    byte[] bytes = head.bytes();
    int from = head.targetFrom();
    int to = head.targetTo();
    int authority = bytes[from] == '/' ? -1 : authority(bytes, from, to);
    int path = authority < 0 ? from : authority;
    while (authority >= 0 && path < to && bytes[path] != '/' && bytes[path] != '?') {
      path++;
    }
    int query = path;
    while (query < to && bytes[query] != '?') {
      query++;
    }
    return new Target(authority, path, query);
  }

  private static int authority(byte[] bytes, int from, int to) {
    for (int at = from; at + 2 < to && bytes[at] != '/' && bytes[at] != '?'; at++) {
      if (bytes[at] == ':' && bytes[at + 1] == '/' && bytes[at + 2] == '/') {
        return at + 3;
      }
    }
    return -1;
  }

  /** The authority of an absolute-form target, or null. */
  public @Nullable String authority(Head head) {
    return authorityFrom < 0 ? null : head.text(authorityFrom, from);
  }

  /** Without the query; an absolute-form target may have none. */
  public String path(Head head) {
    return hasPath(head) ? head.text(from, queryFrom) : "/";
  }

  /** What follows the question mark, or null. */
  public @Nullable String query(Head head) {
    return queryFrom == head.targetTo() ? null : head.text(queryFrom + 1, head.targetTo());
  }

  /** Whether the path is there, or a slash has to be written. */
  public boolean hasPath(Head head) {
    return from < head.targetTo() && head.bytes()[from] != '?';
  }
}
