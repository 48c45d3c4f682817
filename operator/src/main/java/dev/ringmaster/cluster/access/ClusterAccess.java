package dev.ringmaster.cluster.access;

import dev.ringmaster.access.AdminAccess;
import dev.ringmaster.access.Decision;
import dev.ringmaster.access.Need;
import dev.ringmaster.kubernetes.ApiRefusal;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Decides as the API server does. Its answers, good and bad ones, are believed for {@link #LIFE};
 * without one nothing is allowed. Tokens are neither kept nor told: answers are found by their
 * hash.
 */
public final class ClusterAccess implements AdminAccess {
  /** How long somebody may go on who may no longer. */
  public static final Duration LIFE = Duration.ofSeconds(10);

  private static final int CAPACITY = 4_096;

  /** Questions that the API server has at once. */
  private static final int AT_ONCE = 16;

  /** Above the longest that the client waits for an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Reviews reviews;
  private final Consumer<Throwable> defects;
  private final AnswerCache<String, Optional<Caller>> callers;
  private final AnswerCache<Question, Boolean> rights;
  private final Semaphore turns = new Semaphore(AT_ONCE);

  private record Question(Caller caller, Need need) {}

  ClusterAccess(Reviews reviews, LongSupplier nanos, Consumer<Throwable> defects) {
    this.reviews = reviews;
    this.defects = defects;
    callers = new AnswerCache<>(CAPACITY, LIFE, nanos);
    rights = new AnswerCache<>(CAPACITY, LIFE, nanos);
  }

  /**
   * Asks with the rights of a client, which must be those of {@code system:auth-delegator}.
   *
   * @param audiences a token must be for one of them; none: for the API server's own
   * @param defects hears of errors of ours, on any thread
   */
  public static ClusterAccess of(
      KubernetesClient client, List<String> audiences, Consumer<Throwable> defects) {
    return new ClusterAccess(new ApiReviews(client, audiences), System::nanoTime, defects);
  }

  @Override
  public void decide(String token, Need need, Consumer<Decision> answer) {
    var unused =
        callers
            .get(hash(token), () -> asked(() -> reviews.caller(token)))
            .thenCompose(caller -> caller.map(known -> right(known, need)).orElse(unknown()))
            .exceptionally(failure -> undecided(failure, token))
            .thenAccept(answer);
  }

  private CompletableFuture<Decision> right(Caller caller, Need need) {
    return rights
        .get(new Question(caller, need), () -> asked(() -> reviews.may(caller, need)))
        .thenApply(may -> may ? new Decision.Allowed() : new Decision.Denied(caller.user()));
  }

  private static CompletableFuture<Decision> unknown() {
    return CompletableFuture.completedFuture(new Decision.Unknown());
  }

  /** Asks on a thread of its own, in its turn. */
  private <T> CompletableFuture<T> asked(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("ringmaster-access")
        .start(() -> {
          try {
            answer.complete(inTurn(question));
          } catch (Exception | Error failure) {
            answer.completeExceptionally(failure);
          }
        });
    return answer.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private <T> T inTurn(Supplier<T> question) throws InterruptedException, TimeoutException {
    if (!turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new TimeoutException();
    }
    try {
      return question.get();
    } finally {
      turns.release();
    }
  }

  private Decision undecided(Throwable failure, String token) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof KubernetesClientException refusal && refusal.getCode() > 0) {
      return new Decision.Undecided(
          "The API server does not tell who may do this: "
              + ApiRefusal.sentence(refusal).replace(token, "(token)"));
    }
    if (!(cause instanceof KubernetesClientException) && !(cause instanceof TimeoutException)) {
      defects.accept(cause);
    }
    return new Decision.Undecided(
        "The API server, which knows who may do this, does not answer: nobody may until it does");
  }

  private static String hash(String token) {
    try {
      byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
