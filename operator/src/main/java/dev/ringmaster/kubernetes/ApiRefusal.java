package dev.ringmaster.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** What the API server answered, as a sentence. */
public final class ApiRefusal {
  private ApiRefusal() {}

  /** A write that was held back: whoever asked for it does not lead any more. Nobody's concern. */
  public static final class TermOver extends KubernetesClientException {
    private static final long serialVersionUID = 1;

    /** Names what was held back. */
    public TermOver(String request) {
      super("not sent, this term is over: " + request);
    }
  }

  /** The server's own words; where it never answered, why. */
  public static String sentence(KubernetesClientException failure) {
    if (failure.getStatus() != null && failure.getStatus().getMessage() != null) {
      return failure.getStatus().getMessage();
    }
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return "the API server did not answer: " + cause.getMessage();
  }

  public static boolean isGone(KubernetesClientException failure) {
    return failure.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
  }

  public static boolean isConflict(KubernetesClientException failure) {
    return failure.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }

  /** The object of just this uid is not there any more. */
  public static boolean isNoMore(KubernetesClientException failure) {
    return isGone(failure) || isConflict(failure);
  }
}
