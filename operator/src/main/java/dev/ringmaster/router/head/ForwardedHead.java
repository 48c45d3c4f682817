package dev.ringmaster.router.head;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which header fields cross the router, and which it writes itself. */
public final class ForwardedHead {
  /** RFC 9110, 7.6.1, and the two that old clients send. */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  /**
   * Replaced by what this router knows itself, since anybody can write these, as with everything
   * that begins with {@link #FORWARDED}; and the expectation that it has met itself.
   */
  private static final Set<String> REPLACED = Set.of("host", "forwarded", "expect");

  private static final String FORWARDED = "x-forwarded-";

  private final String via;

  /**
   * One for all requests of this process.
   *
   * @param pseudonym of this router in {@code Via}, RFC 9110, 7.6.3; a request that bears it
   *     already has come round in a loop
   */
  public ForwardedHead(String pseudonym) {
    via = pseudonym;
  }

  /** The request has passed this router before. */
  public boolean looped(MultiMap headers) {
    return headers.getAll("via").stream().anyMatch(value -> value.contains(via));
  }

  /** Writes the head for the replica. */
  public void request(HttpServerRequest from, @Nullable String authority, MultiMap to) {
    copy(from.headers(), to, name -> REPLACED.contains(name) || name.startsWith(FORWARDED));
    String peer = VertxHead.addressText(VertxHead.peer(from), 128);
    String scheme = from.isSSL() ? "https" : "http";
    if (authority != null) {
      to.set("host", authority);
      to.set("x-forwarded-host", authority);
    }
    to.set("x-forwarded-for", peer);
    to.set("x-forwarded-proto", scheme);
    to.set("forwarded", forwarded(peer, authority, scheme));
    String version = from.version() == HttpVersion.HTTP_1_0 ? "1.0 " : "1.1 ";
    to.add("via", version + via);
  }

  /** Writes the head for the client. */
  public static void response(MultiMap from, MultiMap to) {
    copy(from, to, name -> false);
  }

  /** RFC 7239, 4 and 6: an IPv6 address is bracketed and quoted, a host with a port is quoted. */
  private static String forwarded(String peer, @Nullable String authority, String scheme) {
    String node = peer.indexOf(':') < 0 ? peer : "\"[" + peer + "]\"";
    boolean plain = authority != null && authority.matches("[A-Za-z0-9.-]+");
    boolean quotable = authority != null && authority.matches("[A-Za-z0-9.:\\[\\]-]+");
    String host = plain ? ";host=" + authority : quotable ? ";host=\"" + authority + "\"" : "";
    return "for=" + node + host + ";proto=" + scheme;
  }

  private static void copy(MultiMap from, MultiMap to, Predicate<String> dropped) {
    Set<String> nominated = nominated(from);
    for (Map.Entry<String, String> field : from) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!HOP_BY_HOP.contains(name) && !dropped.test(name) && !nominated.contains(name)) {
        to.add(field.getKey(), field.getValue());
      }
    }
  }

  /** Fields that the sender declares to be for this connection only. */
  private static Set<String> nominated(MultiMap from) {
    Set<String> names = new HashSet<>();
    for (String value : from.getAll("connection")) {
      for (String name : value.split(",", -1)) {
        names.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    // Nobody may make us drop what frames the message or says where it goes.
    names.remove("content-length");
    names.remove("host");
    return names;
  }
}
