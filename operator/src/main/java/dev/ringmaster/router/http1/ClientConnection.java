package dev.ringmaster.router.http1;

import dev.ringmaster.router.head.Answers;
import dev.ringmaster.router.head.Answers.Answer;
import dev.ringmaster.router.head.HeadWriter;
import dev.ringmaster.router.wire.BodyReader;
import dev.ringmaster.router.wire.FieldKind;
import dev.ringmaster.router.wire.Head;
import dev.ringmaster.router.wire.HeadParser;
import dev.ringmaster.router.wire.HeadScanner;
import dev.ringmaster.router.wire.Input;
import dev.ringmaster.router.wire.WireDefect;
import dev.ringmaster.traffic.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: requests one after the other, each of which is given to a sink, and each
 * answered before the next is looked at. Confined to its event loop.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements BodyReader.Sink {
  private static final int MAX_LINE = 8_192;
  private static final int MAX_FIELDS = 32_768;

  /** Of what a client sends before it was answered, so much is read ahead. */
  private static final int AHEAD = 65_536;

  /** How long a client may go on sending that has been told to stop. */
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final byte[] CONTINUE = HeadWriter.ascii("HTTP/1.1 100 Continue\r\n\r\n");

  private final Loop loop;
  private final Door door;
  private final HeadScanner scanner = new HeadScanner(MAX_LINE, MAX_FIELDS);
  private final BodyReader body = new BodyReader(this);
  private final Loop.Watch watch = new Loop.Watch(this::late);
  private @Nullable ClientChannel channel;
  private @Nullable ByteBuf input;
  private @Nullable RequestSink sink;
  private State state = State.HEAD;
  private boolean old;
  private boolean isHead;
  private boolean persistent = true;
  private boolean awaitsContinue;
  private boolean answered;
  private boolean dismissed;
  private boolean closing;
  private boolean processing;

  /** What is expected next. */
  private enum State {
    HEAD,
    BODY,
    /** The request is whole: nothing, until it is answered. */
    ANSWER
  }

  ClientConnection(Loop loop, Door door) {
    this.loop = loop;
    this.door = door;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    channel = new ClientChannel(ctx);
    loop.watch(watch);
    watch.expect(door.idleNanos(), loop.now());
  }

  ClientChannel channel() {
    ClientChannel open = channel;
    if (open == null) {
      throw new IllegalStateException("not connected");
    }
    return open;
  }

  Loop loop() {
    return loop;
  }

  Loop.Watch watch() {
    return watch;
  }

  /** It speaks HTTP/1.0. */
  boolean isOld() {
    return old;
  }

  /** The connection ends with the response to come. */
  boolean closesAfterThis() {
    return !persistent || awaitsContinue || door.closing();
  }

  void later(Runnable task) {
    loop.executor.execute(() -> {
      loop.now();
      task.run();
    });
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (closing) {
      bytes.release();
      return;
    }
    long now = loop.now();
    // A head has to come as a whole in time: one byte now and then holds no connection open.
    if (state != State.HEAD || input == null) {
      watch.touch(now);
    }
    input = Input.join(input, bytes, ctx.alloc());
    process();
  }

  /** The sink takes more, or the last request was answered: goes on with what has been read. */
  void resume() {
    channel().reads(true);
    process();
    flushSink();
  }

  private void process() {
    if (processing || closing) {
      return;
    }
    processing = true;
    try {
      while (step()) {
        // Until bytes or somebody who takes them are missing.
      }
    } catch (WireDefect defect) {
      refuse(defect);
    } finally {
      processing = false;
      input = Input.keep(input);
    }
    ByteBuf rest = input;
    if (rest != null && rest.readableBytes() > AHEAD) {
      channel().reads(false);
    }
  }

  private boolean step() throws WireDefect {
    ByteBuf in = input;
    if (in == null || !in.isReadable() || closing) {
      return false;
    }
    return switch (state) {
      case HEAD -> head(in);
      case BODY -> takes() && body(in);
      case ANSWER -> false;
    };
  }

  private boolean takes() {
    RequestSink open = sink;
    boolean takes = open != null && open.takes();
    if (!takes) {
      channel().reads(false);
    }
    return takes;
  }

  private boolean head(ByteBuf in) throws WireDefect {
    int from = in.readerIndex();
    int size = scanner.scan(in, from, in.writerIndex());
    if (size == HeadScanner.MORE) {
      return false;
    }
    Head head = loop.request;
    HeadParser.request(in, from, size, head);
    in.skipBytes(size);
    old = head.minorVersion() == 0;
    persistent = head.isPersistent();
    isHead = head.isMethod("HEAD");
    answered = false;
    body.begin(head.bodyLength());
    state = body.isDone() ? State.ANSWER : State.BODY;
    awaitsContinue =
        !old && !body.isDone() && head.first(FieldKind.EXPECT) >= 0 && !in.isReadable();
    RequestSink next = door.receive(this, head);
    // It may have been answered already.
    if (state != State.HEAD && !answered && !closing) {
      receive(next);
    }
    return true;
  }

  /**
   * RFC 9110, 10.1.1: the client may wait for a word before it sends the body; where it got another
   * answer, nobody knows whether the body comes or the next request.
   */
  private void receive(RequestSink next) {
    if (body.isDone()) {
      end(next);
    } else if (awaitsContinue) {
      awaitsContinue = false;
      channel().write(CONTINUE);
      channel().flush();
    }
  }

  /** Who takes what follows the head; told by the door, before anything follows. */
  void givenTo(RequestSink next) {
    sink = next;
  }

  private void end(RequestSink whole) {
    state = State.ANSWER;
    whole.end();
    if (answered) {
      next();
    }
  }

  private boolean body(ByteBuf in) throws WireDefect {
    body.read(in);
    RequestSink open = sink;
    if (body.isDone() && open != null) {
      end(open);
    }
    return true;
  }

  @Override
  public boolean wantsFraming() {
    RequestSink open = sink;
    return open != null && open.wantsFraming();
  }

  @Override
  public void piece(ByteBuf bytes) {
    RequestSink open = sink;
    if (open == null) {
      bytes.release();
    } else {
      open.body(bytes);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    flushSink();
  }

  private void flushSink() {
    RequestSink open = sink;
    if (open != null) {
      open.flush();
    }
  }

  /** The response has gone, all but the flush. */
  void answered(boolean last) {
    if (last) {
      closeAfterThis();
      return;
    }
    channel().flush();
    answered = true;
    if (state == State.ANSWER) {
      next();
    } else {
      sink = new RequestSink.Discard(this);
      resume();
    }
  }

  private void next() {
    if (dismissed) {
      closeAfterThis();
      return;
    }
    sink = null;
    answered = false;
    isHead = false;
    state = State.HEAD;
    watch.expect(door.idleNanos(), loop.time());
    resume();
  }

  /** Sends an answer of the router's own as the whole response. */
  void answer(Answer answer, boolean last) {
    boolean ends = last || closesAfterThis();
    String connection = ends ? "connection: close\r\n" : old ? "connection: keep-alive\r\n" : "";
    channel().write(answer.bytes(channel().allocator(), isHead, connection));
    answered(ends);
  }

  private void refuse(WireDefect defect) {
    Refusal refusal = Answers.refusal(defect);
    RequestSink open = sink;
    sink = null;
    boolean begun = open != null && open.hasBegun();
    if (open == null) {
      door.refused(refusal);
    } else {
      open.brokenOff(begun ? null : refusal);
    }
    if (begun) {
      channel().close();
    } else {
      answer(Answers.of(refusal), true);
    }
  }

  private void late(long now) {
    RequestSink open = sink;
    if (open != null) {
      open.late(now);
    } else if (input != null && !closing) {
      answer(Answers.TOO_SLOW, true);
    } else {
      channel().close();
    }
  }

  private void closeAfterThis() {
    boolean whole = state == State.ANSWER && input == null;
    closing = true;
    sink = null;
    watch.expect(LINGER_NANOS, loop.now());
    if (whole) {
      channel().end();
    } else {
      channel().endOurSide();
    }
  }

  /** Ends it now if it carries nothing, else after its next answer. */
  void dismiss() {
    dismissed = true;
    if (state == State.HEAD && input == null) {
      channel().close();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    RequestSink open = sink;
    if (open != null && ctx.channel().isWritable()) {
      open.clientTakes();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closing = true;
    watch.stop();
    ByteBuf rest = input;
    input = null;
    if (rest != null) {
      rest.release();
    }
    RequestSink open = sink;
    sink = null;
    if (open != null) {
      open.brokenOff(null);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    channel().close();
    if (!(cause instanceof IOException)) {
      ctx.fireExceptionCaught(cause);
    }
  }
}
