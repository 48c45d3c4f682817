package dev.ringmaster.router.upstream;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as it goes to a replica: its head, and of its body so much that it can be sent again.
 * It owns what it keeps until it is told to forget. Confined to one event loop.
 */
public final class SentRequest {
  /** A body up to this many bytes can be sent again. */
  private static final int KEPT_BYTES = 65_536;

  private final boolean isHead;
  private @Nullable ByteBuf head;
  private @Nullable List<ByteBuf> pieces;
  private int bytes;
  private boolean kept = true;
  private boolean dirty;

  public SentRequest(ByteBuf head, boolean isHead) {
    this.head = head;
    this.isHead = isHead;
  }

  public boolean isHead() {
    return isHead;
  }

  /** Whether all that was sent is still at hand. */
  public boolean isKept() {
    return kept;
  }

  /** Writes what is there; it is flushed with what follows. */
  public void sendTo(ReplicaConnection replica) {
    ByteBuf first = head;
    if (first == null) {
      throw new IllegalStateException("nothing is kept");
    }
    replica.write(first.retainedDuplicate());
    if (pieces != null) {
      pieces.forEach(piece -> replica.write(piece.retainedDuplicate()));
    }
    dirty = true;
  }

  /** Sends what was written since the last time, if anything. */
  public void flushTo(ReplicaConnection replica) {
    if (dirty) {
      dirty = false;
      replica.flush();
    }
  }

  /** One more piece of the body; it is sent on where there is somebody to send it to. */
  public void add(ByteBuf piece, @Nullable ReplicaConnection replica) {
    bytes += piece.readableBytes();
    if (kept && bytes <= KEPT_BYTES) {
      pieces = pieces == null ? new ArrayList<>() : pieces;
      pieces.add(piece.retainedDuplicate());
    } else {
      forget();
    }
    if (replica == null) {
      piece.release();
    } else {
      replica.write(piece);
      dirty = true;
    }
  }

  /** Nothing will be sent again. */
  public void forget() {
    kept = false;
    if (head != null) {
      head.release();
      head = null;
    }
    if (pieces != null) {
      pieces.forEach(ByteBuf::release);
      pieces = null;
    }
  }
}
