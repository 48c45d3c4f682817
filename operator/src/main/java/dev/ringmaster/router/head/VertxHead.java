package dev.ringmaster.router.head;

import dev.ringmaster.routing.key.RequestHead;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of a Vert.x request as routing sees it. Netty decodes a head byte by byte into chars, so
 * its strings stand for the wire bytes as {@link RequestHead} asks for.
 */
public final class VertxHead implements RequestHead {
  private static final int IPV6_BYTES = 16;

  private final HttpServerRequest request;
  private final Target target;

  public VertxHead(HttpServerRequest request, Target target) {
    this.request = request;
    this.target = target;
  }

  @Override
  public String method() {
    return request.method().name();
  }

  @Override
  public String path() {
    return target.path();
  }

  @Override
  public @Nullable String query() {
    return target.query();
  }

  @Override
  public @Nullable String header(String name) {
    return request.getHeader(name);
  }

  @Override
  public List<String> headers(String name) {
    return request.headers().getAll(name);
  }

  @Override
  public String clientAddress(int ipv6Prefix) {
    return addressText(peer(request), ipv6Prefix);
  }

  /** The client's end of the connection. */
  static InetAddress peer(HttpServerRequest request) {
    String text = request.connection().remoteAddress().hostAddress();
    byte[] address = text == null ? null : NetUtil.createByteArrayFromIpAddressString(text);
    try {
      return address == null ? InetAddress.getLoopbackAddress() : InetAddress.getByAddress(address);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** RFC 5952 text. */
  static String addressText(InetAddress address, int ipv6Prefix) {
    byte[] bytes = address.getAddress();
    if (bytes.length < IPV6_BYTES || ipv6Prefix >= IPV6_BYTES * 8) {
      return NetUtil.toAddressString(address);
    }
    for (int bit = ipv6Prefix; bit < IPV6_BYTES * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    try {
      return NetUtil.toAddressString(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
