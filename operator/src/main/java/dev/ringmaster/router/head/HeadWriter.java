package dev.ringmaster.router.head;

import dev.ringmaster.router.wire.FieldKind;
import dev.ringmaster.router.wire.Head;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes heads as they cross the router: what is for one connection only is left out, what tells
 * where a request came from is written anew, and all else is copied line by line as it came.
 */
public final class HeadWriter {
  private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
  private static final byte[] STATUS_LINE = ascii("HTTP/1.1 ");
  private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
  private static final byte[] LENGTH = ascii("content-length: ");
  private static final byte[] CLOSE = ascii("connection: close\r\n");
  private static final byte[] KEEP = ascii("connection: keep-alive\r\n");
  private static final byte[] END = ascii("\r\n");

  /** More than what a response's head can gain. */
  private static final int ROOM = 64;

  private static final int STATUS_DIGITS = 3;

  private final byte[] via;
  private final byte[] pseudonym;

  /**
   * One for all requests of this process.
   *
   * @param pseudonym of this router in {@code Via}, RFC 9110, 7.6.3; a request that bears it
   *     already has come round in a loop
   */
  public HeadWriter(String pseudonym) {
    this.pseudonym = ascii(pseudonym);
    via = ascii("via: 1.1 " + pseudonym + "\r\n");
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The request has passed this router before. */
  public boolean looped(Head head) {
    for (int field = head.first(FieldKind.VIA);
        field >= 0;
        field = head.next(FieldKind.VIA, field + 1)) {
      if (contains(head.bytes(), head.valueFrom(field), head.valueTo(field))) {
        return true;
      }
    }
    return false;
  }

  private boolean contains(byte[] bytes, int from, int to) {
    for (int at = from; at + pseudonym.length <= to; at++) {
      int same = 0;
      while (same < pseudonym.length && bytes[at + same] == pseudonym[same]) {
        same++;
      }
      if (same == pseudonym.length) {
        return true;
      }
    }
    return false;
  }

  /**
   * The head for the replica.
   *
   * @param origin what is written about the client
   */
  public ByteBuf request(ByteBufAllocator allocator, Head head, Target target, Origin origin) {
    byte[] bytes = head.bytes();
    byte[] about = origin.fields(head, target);
    ByteBuf to = allocator.ioBuffer(head.length() + about.length + via.length + ROOM);
    to.writeBytes(bytes, 0, head.targetFrom());
    if (!target.hasPath(head)) {
      to.writeByte('/');
    }
    to.writeBytes(bytes, target.from(), head.targetTo() - target.from());
    to.writeBytes(VERSION);
    boolean otherHost = target.authorityFrom() >= 0;
    copy(head, to, true, otherHost);
    if (head.bodyLength() == Head.CHUNKED) {
      to.writeBytes(CHUNKED);
    }
    to.writeBytes(about);
    if (head.minorVersion() == 0) {
      to.writeBytes(ascii("via: 1.0 ")).writeBytes(pseudonym).writeBytes(END);
    } else {
      to.writeBytes(via);
    }
    return to.writeBytes(END);
  }

  /** How a response is framed and whether its connection ends with it. */
  public enum Ending {
    /** As the replica framed it. */
    AS_IT_CAME,
    /** The router cuts it into chunks. */
    CHUNKS,
    /** The end of the connection is its end. */
    CLOSE
  }

  /**
   * The head for the client.
   *
   * @param last the connection ends with this response
   * @param old the client speaks HTTP/1.0, and has to be told that the connection does not end
   */
  public ByteBuf response(
      ByteBufAllocator allocator, Head head, Ending ending, boolean last, boolean old, int extra) {
    ByteBuf to = allocator.ioBuffer(head.length() + ROOM + extra);
    status(head, to);
    copy(head, to, false, false);
    boolean chunked = head.bodyLength() == Head.CHUNKED && ending == Ending.AS_IT_CAME;
    if (chunked || ending == Ending.CHUNKS) {
      to.writeBytes(CHUNKED);
    }
    if (last) {
      to.writeBytes(CLOSE);
    } else if (old) {
      to.writeBytes(KEEP);
    }
    return to.writeBytes(END);
  }

  /** The head of an informational response, RFC 9110, 15.2. */
  public ByteBuf informational(ByteBufAllocator allocator, Head head) {
    ByteBuf to = allocator.ioBuffer(head.length() + ROOM);
    status(head, to);
    copy(head, to, false, false);
    return to.writeBytes(END);
  }

  /** The version of the replica is its own, and the blank before a reason has to be there. */
  private static void status(Head head, ByteBuf to) {
    int reason = STATUS_LINE.length + STATUS_DIGITS;
    to.writeBytes(STATUS_LINE).writeBytes(head.bytes(), STATUS_LINE.length, STATUS_DIGITS);
    if (head.bytes()[reason] != ' ') {
      to.writeByte(' ');
    }
    to.writeBytes(head.bytes(), reason, head.fieldsFrom() - reason);
  }

  /** Neighbours that are kept are copied in one go. */
  private static void copy(Head head, ByteBuf to, boolean toReplica, boolean otherHost) {
    Set<String> nominated = nominated(head);
    int from = -1;
    for (int field = 0; field < head.count(); field++) {
      boolean kept = keeps(head, field, toReplica, otherHost, nominated);
      if (kept && from < 0) {
        from = head.from(field);
      } else if (!kept && from >= 0) {
        to.writeBytes(head.bytes(), from, head.from(field) - from);
        from = -1;
      }
    }
    if (from >= 0) {
      to.writeBytes(head.bytes(), from, head.length() - END.length - from);
    }
    int length = head.first(FieldKind.CONTENT_LENGTH);
    if (length >= 0 && !isPlain(head, length)) {
      int digits = head.valueFrom(length);
      while (head.bytes()[digits] == '0' && digits < head.valueTo(length) - 1) {
        digits++;
      }
      to.writeBytes(LENGTH).writeBytes(head.bytes(), digits, head.valueTo(length) - digits);
      to.writeBytes(END);
    }
  }

  /**
   * As everybody writes it: to some readers a zero begins an octal number, or a tab is no blank.
   */
  private static boolean isPlain(Head head, int length) {
    int from = head.valueFrom(length);
    int to = head.valueTo(length);
    return (head.bytes()[from] != '0' || to == from + 1)
        && from - head.nameTo(length) <= 2
        && head.bytes()[from - 1] != '\t'
        && to + END.length == head.end(length);
  }

  private static boolean keeps(
      Head head, int field, boolean toReplica, boolean otherHost, @Nullable Set<String> nominated) {
    boolean crosses =
        switch (head.kind(field)) {
          // A coding is written anew, as everybody reads it.
          case CONNECTION, UPGRADE, HOP_BY_HOP, TRANSFER_ENCODING -> false;
          case CONTENT_LENGTH -> isPlain(head, field);
          case EXPECT, FORWARDED -> !toReplica;
          case HOST -> !otherHost;
          case OTHER, VIA -> true;
        };
    return crosses && (nominated == null || !isNominated(head, field, nominated));
  }

  /** Nobody may make us drop what frames the message or says where it goes. */
  private static boolean isNominated(Head head, int field, Set<String> nominated) {
    return switch (head.kind(field)) {
      case CONTENT_LENGTH, TRANSFER_ENCODING, HOST -> false;
      default ->
          nominated.contains(
              head.text(head.from(field), head.nameTo(field)).toLowerCase(Locale.ROOT));
    };
  }

  /** Fields that the sender declares to be for this connection only; null as a rule. */
  private static @Nullable Set<String> nominated(Head head) {
    Set<String> names = null;
    for (int field = head.first(FieldKind.CONNECTION);
        field >= 0;
        field = head.next(FieldKind.CONNECTION, field + 1)) {
      if (head.isValue(field, "keep-alive") || head.isValue(field, "close")) {
        continue;
      }
      names = names == null ? new HashSet<>() : names;
      for (String name : head.value(field).split(",", -1)) {
        names.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }
}
