package dev.ringmaster.router.http1;

import dev.ringmaster.router.backend.Backend;
import dev.ringmaster.router.head.Answers;
import dev.ringmaster.router.upstream.ReplicaConnection;
import dev.ringmaster.router.upstream.ResponseSink;
import dev.ringmaster.router.upstream.SentRequest;
import dev.ringmaster.router.wire.Head;
import dev.ringmaster.routing.Dispatch;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.Progress;
import dev.ringmaster.routing.RouteDecision;
import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.traffic.FinishedRequest;
import dev.ringmaster.traffic.Refusal;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: as many tries as the core allows, then an end that is reached once,
 * with the lease of the last try closed. Confined to the event loop of the client's connection.
 */
final class Exchange implements RequestSink, ResponseSink {
  private final ClientConnection client;
  private final Loop loop;
  private final Backend backend;
  private final Dispatch dispatch;
  private final SentRequest request;
  private final Relay relay;
  private final long began;
  private @Nullable ReplicaConnection replica;
  private @Nullable RouteDecision decision;
  private int tries;
  private long firstByte = FinishedRequest.NO_ANSWER;
  private boolean requestEnded;
  private boolean ended;

  Exchange(
      ClientConnection client,
      Loop loop,
      Backend backend,
      Dispatch dispatch,
      SentRequest request,
      Relay relay,
      long began) {
    this.client = client;
    this.loop = loop;
    this.backend = backend;
    this.dispatch = dispatch;
    this.request = request;
    this.relay = relay;
    this.began = began;
  }

  void start() {
    RouteDecision first = dispatch.first();
    if (first == null) {
      refuse(RouteFailure.NO_REPLICA);
    } else {
      attempt(first);
    }
  }

  private void attempt(RouteDecision next) {
    decision = next;
    tries++;
    Endpoint endpoint = next.endpoint();
    ReplicaConnection open = loop.replicas.take(endpoint.load());
    if (open != null) {
      send(open);
    } else {
      client.watch().rest();
      loop.replicas.connect(endpoint, backend.timeouts().connect(), this);
    }
  }

  /** The client may have gone meanwhile. */
  @Override
  public void connected(ReplicaConnection open) {
    if (ended) {
      open.close();
    } else {
      loop.now();
      send(open);
      client.resume();
      flush();
    }
  }

  @Override
  public void notConnected(RouteFailure failure) {
    if (!ended) {
      failed(failure, Progress.NOTHING_SENT);
    }
  }

  private void send(ReplicaConnection open) {
    replica = open;
    open.begin(this, request.isHead());
    request.sendTo(open);
    expectNext();
  }

  private void expectNext() {
    boolean waits = requestEnded && !relay.hasBegun();
    client
        .watch()
        .expect(
            (waits ? backend.timeouts().response() : backend.timeouts().idle()).toNanos(),
            loop.time());
  }

  @Override
  public boolean takes() {
    ReplicaConnection open = replica;
    return open != null && open.isWritable();
  }

  @Override
  public boolean wantsFraming() {
    return true;
  }

  @Override
  public void body(ByteBuf piece) {
    request.add(piece, replica);
  }

  @Override
  public void end() {
    requestEnded = true;
    if (replica != null) {
      flush();
      expectNext();
    }
  }

  @Override
  public void flush() {
    ReplicaConnection open = replica;
    if (open != null) {
      request.flushTo(open);
    }
  }

  @Override
  public void responseMoves() {
    client.watch().touch(loop.now());
  }

  @Override
  public void replicaTakes() {
    loop.now();
    client.resume();
  }

  @Override
  public void clientTakes() {
    ReplicaConnection open = replica;
    if (open != null) {
      responseMoves();
      open.reads(true);
    }
  }

  @Override
  public boolean wantsResponseFraming() {
    return relay.passesFraming();
  }

  @Override
  public void informed(Head head) {
    relay.informed(head);
  }

  @Override
  public void responseHead(Head head, int present) {
    firstByte = loop.time() - began;
    request.forget();
    relay.head(head, present);
    expectNext();
  }

  @Override
  public void responsePiece(ByteBuf piece) {
    relay.body(piece);
    ReplicaConnection open = replica;
    if (open != null && !client.channel().isWritable()) {
      open.reads(false);
    }
  }

  @Override
  public void responseFlush() {
    relay.flush();
  }

  @Override
  public void responseEnd() {
    ReplicaConnection done = replica;
    replica = null;
    if (done != null) {
      if (requestEnded) {
        done.release(loop.time());
      } else {
        // Answered before it had read everything: the rest is of no use to it.
        done.close();
      }
    }
    finish(relay.status());
    relay.end();
  }

  @Override
  public void failed(RouteFailure failure) {
    failed(failure, progress(failure));
  }

  /** A replica that went in the middle of a head has told nothing yet; what is no head, it told. */
  private Progress progress(RouteFailure failure) {
    if (relay.hasBegun() || failure == RouteFailure.BAD_RESPONSE) {
      return Progress.ANSWERING;
    }
    return request.isKept() ? Progress.SENT_AND_KEPT : Progress.SENT;
  }

  /** The core says whether there is another. */
  private void failed(RouteFailure failure, Progress progress) {
    replica = null;
    RouteDecision last = decision;
    if (ended || last == null) {
      return;
    }
    backend.traffic().tryFailed(failure);
    RouteDecision next = dispatch.retry(last, failure, progress, loop.now());
    if (next != null) {
      attempt(next);
      flush();
    } else {
      refuse(failure);
    }
  }

  @Override
  public boolean hasBegun() {
    return relay.hasBegun();
  }

  /** Whoever does not take what is there for it is the one who stopped. */
  @Override
  public void late(long now) {
    ReplicaConnection open = replica;
    if (open == null) {
      return;
    }
    if (relay.hasBegun()) {
      if (client.channel().isWritable()) {
        drop(open, RouteFailure.STALLED);
      } else {
        client.channel().close();
      }
    } else if (requestEnded || !open.isWritable()) {
      drop(open, RouteFailure.RESPONSE_TIMEOUT);
    } else {
      clientTooSlow(open);
    }
  }

  private void drop(ReplicaConnection open, RouteFailure failure) {
    open.close();
    failed(failure);
  }

  private void clientTooSlow(ReplicaConnection open) {
    open.close();
    replica = null;
    finish(Answers.TOO_SLOW.status());
    client.answer(Answers.TOO_SLOW, true);
  }

  private void refuse(RouteFailure failure) {
    if (relay.hasBegun() && !relay.takeBack()) {
      finish(FinishedRequest.INCOMPLETE);
      relay.abort();
    } else {
      finish(failure.status());
      client.answer(Answers.of(failure), false);
    }
  }

  @Override
  public void brokenOff(@Nullable Refusal refusal) {
    ReplicaConnection open = replica;
    replica = null;
    if (open != null) {
      open.close();
    }
    if (!ended) {
      finish(refusal == null ? FinishedRequest.INCOMPLETE : refusal.status());
      relay.takeBack();
    }
  }

  private void finish(int status) {
    ended = true;
    request.forget();
    RouteDecision last = decision;
    if (last != null) {
      last.lease().close();
    }
    backend
        .traffic()
        .finished(
            new FinishedRequest(
                status,
                last == null ? null : last.reason(),
                last == null ? 0 : last.hops(),
                tries,
                dispatch.key().fallback(),
                loop.now() - began,
                firstByte));
  }
}
