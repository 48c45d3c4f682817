package dev.ringmaster.controller;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tells the story of balancers where {@code kubectl describe} shows it. The same sentence again
 * counts up one event. An event that can't be written is no reason to do anything else otherwise.
 */
final class EventWriter {
  private static final Logger LOG = System.getLogger(EventWriter.class.getName());
  private static final int REMEMBERED = 1_000;
  private static final int LONGEST_NOTE = 1_024;

  /** Whether something is as it should be, in the words of Kubernetes. */
  enum Severity {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String word;

    Severity(String word) {
      this.word = word;
    }
  }

  private final KubernetesClient client;
  private final String instance;
  private final Map<String, Event> written =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Event> eldest) {
          return size() > REMEMBERED;
        }
      };

  private long last;

  /**
   * A writer.
   *
   * @param instance who reports
   */
  EventWriter(KubernetesClient client, String instance) {
    this.client = client;
    this.instance = instance;
  }

  /**
   * Writes an event about an object.
   *
   * @param reason one word
   * @param note one sentence
   */
  synchronized void write(HasMetadata about, Severity severity, String reason, String note) {
    String text = note.length() > LONGEST_NOTE ? note.substring(0, LONGEST_NOTE - 1) + "…" : note;
    String key = about.getMetadata().getUid() + "/" + reason + "/" + text;
    try {
      Event before = written.get(key);
      written.put(key, before == null ? create(about, severity, reason, text) : again(before));
    } catch (KubernetesClientException refused) {
      written.remove(key);
      LOG.log(Level.DEBUG, "event not written: " + reason + ": " + note, refused);
    }
  }

  private Event create(HasMetadata about, Severity severity, String reason, String note) {
    String now = now();
    Event event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(about.getMetadata().getNamespace())
            .withName(about.getMetadata().getName() + "." + serial())
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion(about.getApiVersion())
            .withKind(about.getKind())
            .withNamespace(about.getMetadata().getNamespace())
            .withName(about.getMetadata().getName())
            .withUid(about.getMetadata().getUid())
            .endInvolvedObject()
            .withType(severity.word)
            .withReason(reason)
            .withMessage(note)
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .withNewSource()
            .withComponent("ringmaster")
            .endSource()
            .withReportingComponent("ringmaster.dev/operator")
            .withReportingInstance(instance)
            .build();
    return client.resource(event).create();
  }

  private Event again(Event before) {
    return client
        .resource(before)
        .edit(known ->
            new EventBuilder(known)
                .withCount(known.getCount() + 1)
                .withLastTimestamp(now())
                .build());
  }

  /**
   * Rises with time, as kubectl's own do: of events of one second, it shows the one of the lower
   * name first.
   */
  private String serial() {
    Instant now = Instant.now();
    long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    last = Math.max(last + 1, nanos);
    return HexFormat.of().toHexDigits(last);
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
