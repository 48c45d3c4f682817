package dev.ringmaster.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A file that is replaced as a whole: after a crash, a full disk or a power cut it holds what was
 * written last or what was there before, and never a part of either.
 */
public final class StateFile {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private final FileAttribute<?>[] attributes;

  /** A file of this path, which need not exist. */
  public StateFile(Path path) {
    this(path, new FileAttribute<?>[0]);
  }

  private StateFile(Path path, FileAttribute<?>[] attributes) {
    this.path = path;
    this.attributes = attributes;
  }

  /** One that nobody else may read, where files have such permissions. */
  public static StateFile secret(Path path) {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix ? new StateFile(path, new FileAttribute<?>[] {OWNER_ONLY}) : new StateFile(path);
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
    Set<StandardOpenOption> anew =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(fresh, anew, attributes)) {
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
