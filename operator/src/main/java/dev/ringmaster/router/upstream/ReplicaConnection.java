package dev.ringmaster.router.upstream;

import dev.ringmaster.router.wire.BodyReader;
import dev.ringmaster.router.wire.Head;
import dev.ringmaster.router.wire.HeadParser;
import dev.ringmaster.router.wire.HeadScanner;
import dev.ringmaster.router.wire.Input;
import dev.ringmaster.router.wire.WireDefect;
import dev.ringmaster.routing.RouteFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one incarnation of a replica: it carries one request after the other, and never
 * another one after something that was not clear. Confined to its event loop.
 */
public final class ReplicaConnection extends ChannelInboundHandlerAdapter
    implements BodyReader.Sink {
  private static final int MAX_LINE = 65_536;
  private static final int MAX_FIELDS = 65_536;
  private static final int CONTINUE = 100;
  private static final int SWITCHING = 101;
  private static final int FINAL = 200;

  /** Informational responses to one request: who sends more keeps a client waiting for ever. */
  private static final int MAX_INFORMED = 32;

  private static final long ORPHAN_MILLIS = 1_000;

  private final ReplicaPools pools;
  private final HeadScanner scanner = new HeadScanner(MAX_LINE, MAX_FIELDS);
  private final BodyReader body = new BodyReader(this);
  private ReplicaPools.@Nullable Pool pool;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ResponseSink sink;
  private @Nullable ByteBuf input;
  private State state = State.IDLE;
  private boolean persistent;
  private boolean toHead;
  private int informed;
  private boolean closed;
  private long idleSince;
  private long keptUntil;

  /** What is expected next. */
  private enum State {
    IDLE,
    HEAD,
    BODY
  }

  ReplicaConnection(ReplicaPools pools) {
    this.pools = pools;
  }

  /** It is open, and knows where it returns to, and until when. */
  void keptBy(ReplicaPools.Pool keeper, long until) {
    pool = keeper;
    keptUntil = until;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /**
   * Carries a request from now on.
   *
   * @param isHead whether its method is HEAD: the response has no body then
   */
  public void begin(ResponseSink next, boolean isHead) {
    sink = next;
    toHead = isHead;
    informed = 0;
    state = State.HEAD;
  }

  private ChannelHandlerContext ctx() {
    ChannelHandlerContext open = context;
    if (open == null) {
      throw new IllegalStateException("not connected");
    }
    return open;
  }

  long idleSince() {
    return idleSince;
  }

  /** Whether more of a request may be written now. */
  public boolean isWritable() {
    return ctx().channel().isWritable();
  }

  void write(ByteBuf bytes) {
    var unused = ctx().write(bytes, ctx().voidPromise());
  }

  /** Sends what was written. */
  public void flush() {
    ctx().flush();
  }

  /** Holds the response up, or lets it come. */
  public void reads(boolean on) {
    ctx().channel().config().setAutoRead(on);
  }

  /** Nobody waits for anything of it any more. */
  public void close() {
    sink = null;
    if (!closed) {
      closed = true;
      var unused = ctx().close();
    }
  }

  /** The response is whole, and so is the request: another one may follow. */
  public void release(long now) {
    sink = null;
    ReplicaPools.Pool keeper = pool;
    if (!persistent || closed || keeper == null || now - keptUntil >= 0) {
      close();
    } else {
      reads(true);
      idleSince = now;
      keeper.release(this);
    }
  }

  /** Its replica is gone: whatever has not arrived soon never will. */
  void orphan() {
    var unused =
        ctx()
            .executor()
            .schedule(() -> fail(RouteFailure.RESET), ORPHAN_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    ResponseSink current = sink;
    if (current == null) {
      // RFC 9112, 9.2: an answer that nobody asked for belongs to nobody.
      bytes.release();
      close();
      return;
    }
    current.responseMoves();
    input = Input.join(input, bytes, ctx.alloc());
    try {
      read(current);
    } catch (WireDefect defect) {
      fail(RouteFailure.BAD_RESPONSE);
    } finally {
      input = Input.keep(input);
    }
  }

  private void read(ResponseSink current) throws WireDefect {
    ByteBuf in = input;
    while (in != null && in.isReadable() && sink != null) {
      if (state == State.BODY) {
        body.read(in);
        endIfDone(current);
      } else if (!head(current, in)) {
        return;
      }
    }
  }

  private boolean head(ResponseSink current, ByteBuf in) throws WireDefect {
    int from = in.readerIndex();
    int size = scanner.scan(in, from, in.writerIndex());
    if (size == HeadScanner.MORE) {
      return false;
    }
    Head head = pools.response;
    HeadParser.response(in, from, size, toHead, head);
    in.skipBytes(size);
    if (head.status() < FINAL) {
      informed(current, head);
      return true;
    }
    persistent = head.isPersistent();
    state = State.BODY;
    body.begin(head.bodyLength());
    current.responseHead(head, body.isWithin(in) ? (int) head.bodyLength() : 0);
    endIfDone(current);
    return true;
  }

  /** We asked for no other protocol; 100 answers what we did not send on either. */
  private void informed(ResponseSink current, Head head) {
    if (head.status() == SWITCHING || ++informed > MAX_INFORMED) {
      fail(RouteFailure.BAD_RESPONSE);
    } else if (head.status() != CONTINUE) {
      current.informed(head);
    }
  }

  private void endIfDone(ResponseSink current) {
    if (body.isDone() && sink != null) {
      state = State.IDLE;
      // What follows a response was not asked for: its sender is not to be trusted with another.
      ByteBuf rest = input;
      persistent &= rest == null || !rest.isReadable();
      current.responseEnd();
    }
  }

  @Override
  public boolean wantsFraming() {
    ResponseSink current = sink;
    return current != null && current.wantsResponseFraming();
  }

  @Override
  public void piece(ByteBuf bytes) {
    ResponseSink current = sink;
    if (current == null) {
      bytes.release();
    } else {
      current.responsePiece(bytes);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ResponseSink current = sink;
    if (current != null) {
      current.responseFlush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    ResponseSink current = sink;
    if (current != null && ctx.channel().isWritable()) {
      current.replicaTakes();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closed = true;
    if (pool != null) {
      pools.closed(pool, this);
    }
    ByteBuf rest = input;
    input = null;
    if (rest != null) {
      rest.release();
    }
    ResponseSink current = sink;
    if (current != null && state == State.BODY && body.endsWithConnection()) {
      state = State.IDLE;
      current.responseEnd();
    } else {
      fail(RouteFailure.RESET);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    boolean network = cause instanceof IOException;
    fail(network ? RouteFailure.RESET : RouteFailure.BAD_RESPONSE);
    if (!network) {
      ctx.fireExceptionCaught(cause);
    }
  }

  private void fail(RouteFailure failure) {
    ResponseSink current = sink;
    close();
    if (current != null) {
      current.failed(failure);
    }
  }
}
