package dev.ringmaster.app.analyze.client;

import dev.ringmaster.app.cli.UserError;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A balancer by its classic API. */
public final class Balancer {
  /** Readiness took longer than the balancer waits, but the newcomers are desired. */
  private static final int LATE = 503;

  private static final int POLLS = 300;
  private static final int POLL_MILLIS = 200;

  private final Wire.Peer peer;
  private final Set<String> made = new HashSet<>();
  private Change change = Change.NONE;

  /** Replicas the balancer keeps up, be they routable or not; negative before the first change. */
  private int desired = -1;

  public Balancer(Wire wire, URI url) {
    peer = wire.peer(url, 2);
  }

  public URI url() {
    return peer.base();
  }

  /** The routable replicas, in ordinal order. */
  public List<String> replicas() throws InterruptedException, UserError {
    Wire.Reply reply = call(HttpMethod.GET, "/rep", "");
    return Hello.replicas(reply)
        .orElseThrow(() ->
            UserError.absent("GET /rep: got %s, expected 200 and the replicas".formatted(reply)));
  }

  /** As by hand: whatever the answer is. */
  public Wire.Reply call(HttpMethod method, String path, String body)
      throws InterruptedException, UserError {
    change = new Change(path, body, peer.send(method, path, Map.of(), body));
    try {
      Wire.Reply reply = Wire.await(change.reply());
      settle();
      return reply;
    } catch (UserError failure) {
      throw UserError.absent(
          "%s: %s"
              .formatted("%s %s %s".formatted(method, path, body).strip(), failure.getMessage()));
    }
  }

  /** Adds or removes replicas, our own first; answers the names once so many are routable. */
  public List<String> scaleTo(int n) throws InterruptedException, UserError {
    List<String> before = replicas();
    if (desired < 0) {
      desired = before.size();
    }
    if (desired < n) {
      change(HttpMethod.POST, "/add", n - desired, List.of());
    } else if (desired > n) {
      change(HttpMethod.DELETE, "/rm", desired - n, ours(before, desired - n));
    }
    List<String> after = awaited(n);
    after.stream().filter(name -> !before.contains(name)).forEach(made::add);
    return after;
  }

  /** Waits for the end of what was asked for when we were interrupted, and learns from it. */
  public void settle() throws InterruptedException {
    Change last = change;
    change = Change.NONE;
    try {
      Wire.Reply reply = Wire.await(last.reply());
      if (last.path().equals("/add") && reply.status() == LATE && desired >= 0) {
        desired += new JsonObject(last.body()).getInteger("n");
      } else if (last.path().equals("/add") || last.path().equals("/rm")) {
        Hello.replicas(reply).ifPresent(names -> desired = names.size());
      }
    } catch (UserError failed) {
      // It changed nothing that we know of.
    }
  }

  /** Asked of the balancer; who is interrupted meanwhile has yet to learn what came of it. */
  private record Change(String path, String body, Future<Wire.Reply> reply) {
    private static final Change NONE =
        new Change("", "", Future.succeededFuture(new Wire.Reply(200, "", "")));
  }

  private List<String> ours(List<String> names, int atMost) {
    List<String> ours = new ArrayList<>(names.reversed());
    ours.removeIf(name -> !made.contains(name));
    return ours.subList(0, Math.min(atMost, ours.size()));
  }

  private void change(HttpMethod method, String path, int n, List<String> names)
      throws InterruptedException, UserError {
    String body = new JsonObject().put("n", n).put("hostnames", new JsonArray(names)).encode();
    Wire.Reply reply = call(method, path, body);
    boolean late = reply.status() == LATE && path.equals("/add");
    if (!late && Hello.replicas(reply).isEmpty()) {
      throw UserError.absent(
          "%s %s %s: got %s, expected 200 and the replicas".formatted(method, path, body, reply));
    }
  }

  /** A late /add stands, and who was killed comes back: both take a while. */
  private List<String> awaited(int n) throws InterruptedException, UserError {
    List<String> names = replicas();
    for (int i = 0; i < POLLS && names.size() != n; i++) {
      Thread.sleep(POLL_MILLIS);
      names = replicas();
    }
    if (names.size() != n) {
      throw UserError.absent("GET /rep: got %d replicas, expected %d".formatted(names.size(), n));
    }
    return names;
  }
}
