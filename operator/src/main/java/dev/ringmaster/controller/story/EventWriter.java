package dev.ringmaster.controller.story;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Tells the story of balancers where {@code kubectl describe} shows it. The same sentence again
 * counts up one event. Nobody waits for it: an event that can't be written is no reason to do
 * anything else otherwise, or later.
 */
public final class EventWriter implements AutoCloseable {
  private static final Logger LOG = System.getLogger(EventWriter.class.getName());
  private static final int REMEMBERED = 1_000;
  private static final int LONGEST_NOTE = 1_024;

  /** More at once are dropped. */
  private static final int WAITING = 10_000;

  private static final Duration END = Duration.ofSeconds(1);

  /** Whether something is as it should be, in the words of Kubernetes. */
  public enum Severity {
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

  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          task -> Thread.ofPlatform().name("ringmaster-events").daemon().unstarted(task),
          new ThreadPoolExecutor.DiscardPolicy());

  private long last;

  /**
   * A writer.
   *
   * @param instance who reports
   */
  public EventWriter(KubernetesClient client, String instance) {
    this.client = client;
    this.instance = instance;
  }

  /**
   * Writes an event about an object, soon.
   *
   * @param reason one word
   * @param note one sentence
   */
  public void write(HasMetadata about, Severity severity, String reason, String note) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    thread.execute(() -> write(about, severity, reason, note, now));
  }

  private void write(HasMetadata about, Severity severity, String reason, String note, String now) {
    String text = note.length() > LONGEST_NOTE ? note.substring(0, LONGEST_NOTE - 1) + "…" : note;
    String key = about.getMetadata().getUid() + "/" + reason + "/" + text;
    try {
      Event before = written.get(key);
      written.put(
          key, before == null ? create(about, severity, reason, text, now) : again(before, now));
    } catch (KubernetesClientException refused) {
      written.remove(key);
      LOG.log(Level.DEBUG, "event not written: " + reason + ": " + note, refused);
    }
  }

  private Event create(
      HasMetadata about, Severity severity, String reason, String note, String now) {
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

  /** Writes what waits, as far as that takes no more than a second. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Event again(Event before, String now) {
    return client
        .resource(before)
        .edit(known ->
            new EventBuilder(known).withCount(known.getCount() + 1).withLastTimestamp(now).build());
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
}
