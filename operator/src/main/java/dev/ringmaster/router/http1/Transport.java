package dev.ringmaster.router.http1;

import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * How event loops wait for sockets: by Linux's epoll where Netty's library for it loads, else as
 * the JDK does. The two are of one kind for all who use them.
 *
 * @param handlers one for each event loop
 * @param servers sockets that listen
 * @param clients connections to replicas
 */
record Transport(
    IoHandlerFactory handlers,
    ChannelFactory<ServerChannel> servers,
    ChannelFactory<SocketChannel> clients) {

  /** The best one of this machine. */
  static Transport best() {
    return Epoll.isAvailable() ? epoll() : nio();
  }

  private static Transport epoll() {
    return new Transport(
        EpollIoHandler.newFactory(), EpollServerSocketChannel::new, EpollSocketChannel::new);
  }

  /** The one of every machine. */
  private static Transport nio() {
    return new Transport(
        NioIoHandler.newFactory(), NioServerSocketChannel::new, NioSocketChannel::new);
  }
}
