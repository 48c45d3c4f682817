package dev.ringmaster.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that is replaced as a whole: after a crash, a full disk or a power cut it holds what was
 * written last or what was there before, and never a part of either.
 */
public final class StateFile {
  private final Path path;

  /** A file of this path, which need not exist. */
  public StateFile(Path path) {
    this.path = path;
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /**
   * What it holds; empty where there is none.
   *
   * @throws StateFolderException where it can't be read
   */
  public Optional<byte[]> read() throws StateFolderException {
    try {
      return Optional.of(Files.readAllBytes(path));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new StateFolderException(
          "%s: can't be read (%s), expected a file of yours"
              .formatted(path, StateFolder.reason(unreadable)));
    }
  }

  /**
   * Replaces the content; it is on the disk when this returns.
   *
   * @throws IOException where it can't; then what was there stands
   */
  public void write(byte[] content) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder();
  }

  /** The new name, too, must be on the disk. */
  private void syncFolder() throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /**
   * Keeps a copy beside it, before its schema changes.
   *
   * @param suffix of the copy's name
   */
  public void backUp(String suffix) throws IOException {
    Files.copy(
        path,
        path.resolveSibling(path.getFileName() + "." + suffix),
        StandardCopyOption.REPLACE_EXISTING);
  }
}
