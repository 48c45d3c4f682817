package dev.ringmaster.router.head;

import dev.ringmaster.router.wire.FieldKind;
import dev.ringmaster.router.wire.Head;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What replicas are told of a client: its address, the host that it asked for, and how. It hardly
 * changes from one request of a connection to the next, so it is written once. Confined to one
 * event loop.
 */
public final class Origin {
  private final String peer;
  private final String scheme;
  private byte[] host = new byte[0];
  private byte @Nullable [] fields;
  private boolean replacesHost;

  public Origin(InetAddress client, String scheme) {
    peer = WireHead.addressText(client, 128);
    this.scheme = scheme;
  }

  /** The lines for a request's head. */
  public byte[] fields(Head head, Target target) {
    boolean absolute = target.authorityFrom() >= 0;
    int field = absolute ? -1 : head.first(FieldKind.HOST);
    int from = absolute ? target.authorityFrom() : field < 0 ? 0 : head.valueFrom(field);
    int to = absolute ? target.from() : field < 0 ? 0 : head.valueTo(field);
    byte[] known = fields;
    if (known != null
        && replacesHost == absolute
        && Arrays.equals(host, 0, host.length, head.bytes(), from, to)) {
      return known;
    }
    host = Arrays.copyOfRange(head.bytes(), from, to);
    replacesHost = absolute;
    boolean none = !absolute && field < 0;
    byte[] written =
        HeadWriter.ascii(text(none ? null : new String(host, StandardCharsets.ISO_8859_1)));
    fields = written;
    return written;
  }

  private String text(@Nullable String authority) {
    StringBuilder text = new StringBuilder(256);
    if (authority != null) {
      if (replacesHost) {
        text.append("host: ").append(authority).append("\r\n");
      }
      text.append("x-forwarded-host: ").append(authority).append("\r\n");
    }
    text.append("x-forwarded-for: ").append(peer).append("\r\n");
    text.append("x-forwarded-proto: ").append(scheme).append("\r\n");
    text.append("forwarded: ").append(forwarded(authority)).append("\r\n");
    return text.toString();
  }

  /** RFC 7239, 4 and 6: an IPv6 address is bracketed and quoted, a host with a port is quoted. */
  private String forwarded(@Nullable String authority) {
    String node = peer.indexOf(':') < 0 ? peer : "\"[" + peer + "]\"";
    boolean plain = authority != null && authority.matches("[A-Za-z0-9.-]+");
    boolean quotable = authority != null && authority.matches("[A-Za-z0-9.:\\[\\]-]+");
    String named = plain ? ";host=" + authority : quotable ? ";host=\"" + authority + "\"" : "";
    return "for=" + node + named + ";proto=" + scheme;
  }
}
