package dev.ringmaster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be seen in source files only. Each law answers its offenders. */
final class SourceTree {
  static final int MAX_FILES = 12;

  private static final Pattern MONITOR = Pattern.compile("^(?!\\s*(\\*|//)).*\\bsynchronized\\b");

  /** Folder of a package, to its source files by name. */
  private final Map<Path, Map<String, String>> packages;

  SourceTree(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      packages =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .collect(
                  Collectors.groupingBy(
                      file -> root.relativize(file.toAbsolutePath().getParent()),
                      TreeMap::new,
                      Collectors.toMap(file -> file.getFileName().toString(), SourceTree::text)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  List<String> packages() {
    return packages.keySet().stream().map(SourceTree::dotted).toList();
  }

  List<String> notNullMarked() {
    return packages.entrySet().stream()
        .filter(entry ->
            !entry.getValue().getOrDefault("package-info.java", "").contains("\n@NullMarked\n"))
        .map(entry -> dotted(entry.getKey()))
        .toList();
  }

  List<String> crowded() {
    return packages.entrySet().stream()
        .filter(entry -> entry.getValue().size() > MAX_FILES)
        .map(entry -> dotted(entry.getKey()))
        .toList();
  }

  /** Files of a package, or one below it, that have the word synchronized outside of comments. */
  List<String> withMonitors(String room) {
    return packages.entrySet().stream()
        .filter(entry -> (dotted(entry.getKey()) + ".").startsWith(room + "."))
        .flatMap(entry -> entry.getValue().entrySet().stream())
        .filter(file -> file.getValue().lines().anyMatch(line -> MONITOR.matcher(line).find()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String dotted(Path folder) {
    return folder.toString().replace('/', '.').replace('\\', '.');
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
