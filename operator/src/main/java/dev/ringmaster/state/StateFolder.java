package dev.ringmaster.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A folder that one process at a time holds; the lock ends with the process, however it ends. */
public final class StateFolder implements AutoCloseable {
  /**
   * The lock files that this process holds: to open and close one a second time would free it, as
   * POSIX has it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path lockFile;
  private final FileChannel lock;

  private StateFolder(Path path, Path lockFile, FileChannel lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Creates the folder where it is missing, and locks it.
   *
   * @throws StateFolderException where it can't be used; the message is for the user
   */
  public static StateFolder open(Path path) throws StateFolderException {
    try {
      Path lockFile = Files.createDirectories(path).toRealPath().resolve("lock");
      if (!HELD.add(lockFile)) {
        throw inUse(path, Long.toString(ProcessHandle.current().pid()));
      }
      FileChannel lock = null;
      try {
        lock = lock(path, lockFile);
        return new StateFolder(path, lockFile, lock);
      } finally {
        if (lock == null) {
          HELD.remove(lockFile);
        }
      }
    } catch (IOException unusable) {
      throw new StateFolderException(
          "state folder %s: not writable (%s), expected a folder that you may write to: name another with --state"
              .formatted(path, reason(unusable)));
    }
  }

  private static FileChannel lock(Path path, Path lockFile)
      throws IOException, StateFolderException {
    FileChannel channel =
        FileChannel.open(
            lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      String holder = Files.readString(lockFile).strip();
      channel.close();
      throw inUse(path, holder.isEmpty() ? "unknown" : holder);
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  private static StateFolderException inUse(Path path, String holder) {
    return new StateFolderException(
        "state folder %s: in use by another ringmaster (pid %s), expected a free one: stop it or name another with --state"
            .formatted(path, holder));
  }

  /** In a user's words where the JDK has only its own. */
  static String reason(IOException failure) {
    return switch (failure) {
      case FileAlreadyExistsException exists -> "a file is there";
      case AccessDeniedException denied -> "permission denied";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> failure.getClass().getSimpleName();
    };
  }

  /** Drops a folder within, with all that it holds. */
  public void drop(String name) throws StateFolderException {
    Path folder = path.resolve(name);
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException unusable) {
      throw new StateFolderException(
          "state folder %s: can't drop %s (%s)".formatted(path, name, reason(unusable)));
    }
  }

  /** The folders within. */
  public List<Path> folders() throws StateFolderException {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    } catch (IOException unusable) {
      throw new StateFolderException(
          "state folder %s: can't be read (%s)".formatted(path, unusable.getMessage()));
    }
  }

  /** A file within, which need not exist. */
  public StateFile file(String name) {
    return new StateFile(path.resolve(name));
  }

  /** A folder within, made where it is missing. */
  public Path folder(String name) throws StateFolderException {
    try {
      return Files.createDirectories(path.resolve(name));
    } catch (IOException unusable) {
      throw new StateFolderException(
          "state folder %s: can't make %s in it (%s)".formatted(path, name, reason(unusable)));
    }
  }

  @Override
  public void close() {
    if (!lock.isOpen()) {
      return;
    }
    try {
      lock.close();
    } catch (IOException released) {
      // The lock ends with the descriptor, and that is gone in any case.
    }
    HELD.remove(lockFile);
  }
}
