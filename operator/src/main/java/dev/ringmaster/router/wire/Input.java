package dev.ringmaster.router.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** What has been read of a connection and not been used up: as a rule nothing. */
public final class Input {
  private Input() {}

  /** What was left over with what came; both are given away. */
  public static ByteBuf join(@Nullable ByteBuf left, ByteBuf came, ByteBufAllocator allocator) {
    if (left == null) {
      return came;
    }
    ByteBuf all = left;
    if (!left.isWritable(came.readableBytes())) {
      // Twice as much: a head that comes byte by byte is not copied with each of them.
      all = allocator.ioBuffer(2 * (left.readableBytes() + came.readableBytes()));
      all.writeBytes(left);
      left.release();
    }
    all.writeBytes(came);
    came.release();
    return all;
  }

  /** Nothing where it was used up. */
  public static @Nullable ByteBuf keep(@Nullable ByteBuf input) {
    if (input == null || input.isReadable()) {
      return input;
    }
    input.release();
    return null;
  }
}
