package dev.ringmaster.router.http1;

import dev.ringmaster.router.head.Origin;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;

/** What is written to a client, and how its connection ends. Confined to its event loop. */
final class ClientChannel {
  private final ChannelHandlerContext context;
  private final SocketChannel channel;
  private final InetAddress address;
  private final Origin origin;

  ClientChannel(ChannelHandlerContext context) {
    this.context = context;
    channel = (SocketChannel) context.channel();
    address = channel.remoteAddress().getAddress();
    origin = new Origin(address, "http");
  }

  InetAddress address() {
    return address;
  }

  Origin origin() {
    return origin;
  }

  ByteBufAllocator allocator() {
    return context.alloc();
  }

  /** Whether more may be written now. */
  boolean isWritable() {
    return channel.isWritable();
  }

  void write(ByteBuf bytes) {
    var unused = context.write(bytes, context.voidPromise());
  }

  void write(byte[] bytes) {
    write(allocator().ioBuffer(bytes.length).writeBytes(bytes));
  }

  void flush() {
    context.flush();
  }

  /** Holds the client up, or lets it send. */
  void reads(boolean on) {
    channel.config().setAutoRead(on);
  }

  /** Ends it as soon as all that was written is on its way. */
  void end() {
    var unused =
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /**
   * Ends our side as soon as all that was written is on its way, and waits for the client to end
   * its own: a reset for what it still sends would take the answer with it, RFC 9112, 9.6.
   */
  void endOurSide() {
    var unused = context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> waitForClient());
  }

  private void waitForClient() {
    if (channel.isActive()) {
      reads(true);
      var unused = channel.shutdownOutput();
    }
  }

  /**
   * Ends it in the middle of a response.
   *
   * @param reset whether a plain end would look like the end of the response
   */
  void abort(boolean reset) {
    if (reset) {
      channel.config().setSoLinger(0);
    }
    close();
  }

  /** Ends it at once. */
  void close() {
    var unused = context.close();
  }
}
