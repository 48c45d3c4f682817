package dev.ringmaster.app.manifest;

import dev.ringmaster.spec.HostClaims;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.SpecProblem;
import dev.ringmaster.spec.SpecReader;
import dev.ringmaster.spec.SpecResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads balancers from files of YAML, each of one or more documents. */
public final class ManifestReader {
  private static final int MAX_BYTES = 1 << 20;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final List<LoadBalancerModel> models = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private ManifestReader() {}

  /**
   * Reads every file.
   *
   * @return the balancers in the order of files and documents
   * @throws ManifestException with the problems of all files and between them
   */
  public static List<LoadBalancerModel> read(List<Path> files) throws ManifestException {
    ManifestReader reader = new ManifestReader();
    files.forEach(reader::readFile);
    for (SpecProblem conflict : HostClaims.conflicts(reader.models)) {
      reader.problems.add(conflict.toString());
    }
    if (!reader.problems.isEmpty()) {
      throw new ManifestException(reader.problems);
    }
    return List.copyOf(reader.models);
  }

  private void readFile(Path file) {
    try {
      readDocuments(file, YamlTrees.read(text(file)));
    } catch (YamlException e) {
      problems.add(file + ":" + e.place() + ": not a manifest: " + e.reason());
    } catch (IOException e) {
      problems.add(file + ": " + reason(e));
    }
  }

  private void readDocuments(Path file, List<@Nullable Object> documents) {
    long present = documents.stream().filter(Objects::nonNull).count();
    if (present == 0) {
      problems.add(file + ": holds no manifest");
    }
    for (int i = 0; i < documents.size(); i++) {
      Object tree = documents.get(i);
      if (tree != null) {
        readDocument(present == 1 ? file.toString() : file + " (document " + (i + 1) + ")", tree);
      }
    }
  }

  private void readDocument(String label, Object tree) {
    switch (SpecReader.read(tree)) {
      case SpecResult.Valid valid -> models.add(valid.model());
      case SpecResult.Invalid invalid ->
          invalid.problems().forEach(problem -> problems.add(label + ": " + problem));
    }
  }

  private static String text(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("is a folder, not a file");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException("is larger than 1 MiB");
    }
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "no such file";
      case AccessDeniedException denied -> "may not be read";
      case CharacterCodingException coding -> "is not UTF-8 text";
      default -> String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
    };
  }
}
