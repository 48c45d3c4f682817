package dev.ringmaster.pool.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Children that run and are in no journal: their balancer was killed between the start and the
 * record, or its disk was full. They are known by a mark in their environment, which Linux shows;
 * elsewhere they are not found.
 */
final class Strays {
  /** The environment variable that holds the mark. */
  static final String MARK = "RINGMASTER_REPLICA";

  private static final Path PROC = Path.of("/proc");

  private Strays() {}

  /** The mark of one incarnation of the pool in this folder. */
  static String mark(Path folder, long incarnation) {
    return marks(folder) + incarnation;
  }

  /** The same however the folder's path is spelled. */
  private static String marks(Path folder) {
    try {
      return folder.toRealPath() + "#";
    } catch (IOException missing) {
      return folder.toAbsolutePath().normalize() + "#";
    }
  }

  /** Processes that bear a mark of this folder, but for those of the known incarnations. */
  static List<ProcessHandle> find(Path folder, Set<Long> known) {
    Set<String> knownMarks =
        Set.copyOf(known.stream().map(incarnation -> mark(folder, incarnation)).toList());
    String ours = marks(folder);
    try (Stream<Path> processes = Files.list(PROC)) {
      return processes
          .filter(process -> process.getFileName().toString().matches("[0-9]+"))
          .filter(process -> isStray(markOf(process), ours, knownMarks))
          .flatMap(process ->
              ProcessHandle.of(Long.parseLong(process.getFileName().toString())).stream())
          .toList();
    } catch (IOException notLinux) {
      return List.of();
    }
  }

  private static boolean isStray(String mark, String ours, Set<String> known) {
    return mark.startsWith(ours) && !known.contains(mark);
  }

  /** Empty where it bears none, is gone, or is another user's. */
  private static String markOf(Path process) {
    try {
      String environment =
          Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
      return Stream.of(environment.split("\0", -1))
          .filter(variable -> variable.startsWith(MARK + "="))
          .map(variable -> variable.substring(MARK.length() + 1))
          .findFirst()
          .orElse("");
    } catch (IOException unreadable) {
      return "";
    }
  }
}
