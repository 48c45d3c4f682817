package dev.ringmaster.cluster;

import dev.ringmaster.kubernetes.ApiRefusal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Informers that never give up, whatever the API server answers. */
public final class Informers {
  private static final Logger LOG = System.getLogger(Informers.class.getName());

  private Informers() {}

  /**
   * One that was not started.
   *
   * @param kind in the plural, for messages
   * @param changed hears of what came, changed or went, in its last state
   */
  public static <T> SharedIndexInformer<T> of(
      String kind, Informable<T> those, Consumer<T> changed) {
    return of(
        kind,
        those,
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(T object) {
            changed.accept(object);
          }

          @Override
          public void onUpdate(T before, T object) {
            changed.accept(object);
          }

          @Override
          public void onDelete(T object, boolean unknown) {
            changed.accept(object);
          }
        });
  }

  static <T> SharedIndexInformer<T> of(
      String kind, Informable<T> those, ResourceEventHandler<T> handler) {
    AtomicReference<@Nullable String> last = new AtomicReference<>();
    return those
        .runnableInformer(0)
        .addEventHandler(handler)
        .exceptionHandler((started, failure) -> {
          String reason = reason(failure);
          boolean known = reason.equals(last.getAndSet(reason));
          LOG.log(known ? Level.DEBUG : Level.WARNING, "{0} can''t be watched: {1}", kind, reason);
          return true;
        });
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof KubernetesClientException refused
        ? ApiRefusal.sentence(refused)
        : String.valueOf(cause);
  }
}
