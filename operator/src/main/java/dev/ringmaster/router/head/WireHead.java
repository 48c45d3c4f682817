package dev.ringmaster.router.head;

import dev.ringmaster.router.wire.Head;
import dev.ringmaster.routing.key.RequestHead;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as routing sees it. Bytes become chars of the same numbers, and only those
 * that somebody asks for.
 */
public final class WireHead implements RequestHead {
  private static final int IPV6_BYTES = 16;

  private final Head head;
  private final Target target;
  private final InetAddress client;

  public WireHead(Head head, Target target, InetAddress client) {
    this.head = head;
    this.target = target;
    this.client = client;
  }

  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String path() {
    return target.path(head);
  }

  @Override
  public @Nullable String query() {
    return target.query(head);
  }

  @Override
  public @Nullable String header(String name) {
    return head.first(name);
  }

  @Override
  public List<String> headers(String name) {
    List<String> values = new ArrayList<>();
    for (int field = head.next(name, 0); field >= 0; field = head.next(name, field + 1)) {
      values.add(head.value(field));
    }
    return values;
  }

  @Override
  public String clientAddress(int ipv6Prefix) {
    return addressText(client, ipv6Prefix);
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
