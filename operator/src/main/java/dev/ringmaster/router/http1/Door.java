package dev.ringmaster.router.http1;

import dev.ringmaster.router.backend.Backend;
import dev.ringmaster.router.backend.LocalApi;
import dev.ringmaster.router.head.Answers;
import dev.ringmaster.router.head.HeadWriter;
import dev.ringmaster.router.head.Target;
import dev.ringmaster.router.head.WireHead;
import dev.ringmaster.router.upstream.SentRequest;
import dev.ringmaster.router.wire.FieldKind;
import dev.ringmaster.router.wire.Head;
import dev.ringmaster.routing.Dispatch;
import dev.ringmaster.traffic.Refusal;
import dev.ringmaster.traffic.RefusalListener;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The first look at a request: what is refused at once, what is ours, and whose it is else. */
final class Door {
  private static final String H2C = "h2c";

  private final Rules rules;
  private final Function<@Nullable String, @Nullable Backend> choice;

  /** What all doors of a router share. */
  record Rules(
      HeadWriter heads,
      RefusalListener refusals,
      BooleanSupplier closing,
      LongSupplier idleNanos) {}

  Door(Rules rules, Function<@Nullable String, @Nullable Backend> choice) {
    this.rules = rules;
    this.choice = choice;
  }

  boolean closing() {
    return rules.closing().getAsBoolean();
  }

  long idleNanos() {
    return rules.idleNanos().getAsLong();
  }

  void refused(Refusal refusal) {
    rules.refusals().refused(refusal);
  }

  /** Takes a request in; whoever takes its body has been told to the client's connection. */
  RequestSink receive(ClientConnection client, Head head) {
    Target target = Target.of(head);
    Backend backend = choice.apply(authority(head, target));
    Refusal refusal = refusal(head, backend);
    if (refusal != null || backend == null) {
      // What follows a CONNECT is no request, whatever it looks like: RFC 9110, 9.3.6.
      return refuse(
          client, refusal == null ? Refusal.UNKNOWN_HOST : refusal, head.isMethod("CONNECT"));
    }
    LocalApi local = backend.local();
    String path = local == null ? "" : target.path(head);
    RequestSink sink;
    if (local != null && local.owns(path)) {
      sink = new LocalCall(client, local, rules.refusals(), head.method(), path);
      client.givenTo(sink);
    } else {
      Exchange exchange = exchange(client, head, target, backend, path);
      sink = exchange;
      client.givenTo(exchange);
      exchange.start();
    }
    return sink;
  }

  private static @Nullable String authority(Head head, Target target) {
    String absolute = target.authority(head);
    int host = head.first(FieldKind.HOST);
    return absolute != null ? absolute : host < 0 ? null : head.value(host);
  }

  private Exchange exchange(
      ClientConnection client, Head head, Target target, Backend backend, String path) {
    long now = client.loop().time();
    WireHead seen = new WireHead(head, target, client.channel().address());
    Dispatch dispatch = backend.dispatcher().dispatch(seen, client.loop().random, now);
    SentRequest request =
        new SentRequest(
            rules
                .heads()
                .request(client.channel().allocator(), head, target, client.channel().origin()),
            head.isMethod("HEAD"));
    Relay relay = new Relay(client, rules.heads(), backend.local(), path);
    return new Exchange(client, client.loop(), backend, dispatch, request, relay, now);
  }

  private RequestSink refuse(ClientConnection client, Refusal refusal, boolean last) {
    rules.refusals().refused(refusal);
    RequestSink rest = new RequestSink.Discard(client);
    client.givenTo(rest);
    client.answer(Answers.of(refusal), last);
    return rest;
  }

  private @Nullable Refusal refusal(Head head, @Nullable Backend backend) {
    if (head.isMethod("CONNECT") || head.isMethod("TRACE")) {
      return Refusal.METHOD_REFUSED;
    }
    if (!hasOnly(head, FieldKind.EXPECT, "100-continue")) {
      return Refusal.UNKNOWN_EXPECTATION;
    }
    // RFC 9110, 7.8: HTTP/1.0 knows no upgrade.
    if (head.minorVersion() > 0 && !hasOnly(head, FieldKind.UPGRADE, H2C)) {
      return Refusal.UPGRADE_NOT_SUPPORTED;
    }
    if (rules.heads().looped(head)) {
      return Refusal.LOOP;
    }
    return backend == null ? Refusal.UNKNOWN_HOST : null;
  }

  /** No field of the kind says anything else. */
  private static boolean hasOnly(Head head, FieldKind kind, String value) {
    for (int field = head.first(kind); field >= 0; field = head.next(kind, field + 1)) {
      if (!head.isValue(field, value)) {
        return false;
      }
    }
    return true;
  }
}
