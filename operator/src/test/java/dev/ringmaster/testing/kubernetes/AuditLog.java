package dev.ringmaster.testing.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Every request that the API server has answered, in the order of its answers. */
public final class AuditLog {
  /** All requests, without their bodies, once each. */
  static final String POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived, ResponseStarted]
      rules: [{level: Metadata}]
      """;

  private final Path file;
  private final KubernetesSerialization json = new KubernetesSerialization();

  AuditLog(Path file) {
    this.file = file;
  }

  /** Where it ends now, to ask later what came {@link #since}. */
  public long mark() {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * What was answered after a mark. The server writes a request down as it answers, so the very
   * last one may come a moment later; a watch is there when it ends.
   */
  public List<AuditEvent> since(long mark) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[Math.toIntExact(log.length() - mark)];
      log.seek(mark);
      log.readFully(bytes);
      String text = new String(bytes, UTF_8);
      return text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .map(line -> AuditEvent.of(json.unmarshal(line, JsonNode.class)))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What a user wrote after a mark, whether it was allowed to or not. */
  public List<AuditEvent> writes(String user, long mark) {
    return since(mark).stream()
        .filter(event -> event.isWrite() && event.user().equals(user))
        .toList();
  }
}
