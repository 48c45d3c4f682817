package dev.ringmaster.router;

import dev.ringmaster.routing.Progress;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way to a replica: forwarded as it comes, with back-pressure, and its
 * beginning kept for a second try. The request must be paused when this is made.
 */
final class RequestBody {
  /** A body up to this many bytes can be sent again. */
  static final int KEPT_BYTES = 65_536;

  private final HttpServerRequest request;
  private final boolean present;
  private final List<Buffer> kept = new ArrayList<>();
  private int keptBytes;
  private boolean overflown;
  private boolean ended;
  private @Nullable HttpClientRequest sink;

  RequestBody(HttpServerRequest request) {
    this.request = request;
    present =
        request.headers().contains("content-length")
            || request.headers().contains("transfer-encoding");
  }

  /** Sends what is kept, then the rest as it comes. */
  void sendTo(HttpClientRequest upstream, Runnable onByte, Runnable onSent) {
    sink = upstream;
    if (!present) {
      ended = true;
    } else if (!request.headers().contains("content-length")) {
      upstream.setChunked(true);
    }
    kept.forEach(upstream::write);
    if (ended) {
      finish(upstream, onSent);
      request.resume();
      return;
    }
    request.handler(chunk -> {
      onByte.run();
      keep(chunk);
      forward(chunk);
    });
    request.endHandler(end -> {
      ended = true;
      HttpClientRequest current = sink;
      if (current != null) {
        finish(current, onSent);
      }
    });
    request.resume();
  }

  /** How far the request got, given that its head was sent. */
  Progress progress() {
    return overflown ? Progress.SENT : Progress.SENT_AND_KEPT;
  }

  /** Holds the rest back: the try it went to is over. */
  void detach() {
    sink = null;
    if (!ended) {
      request.pause();
    }
  }

  /** Lets the rest go by unread, so that the connection can carry the next request. */
  void discard() {
    sink = null;
    kept.clear();
    overflown = true;
    if (!ended) {
      request.handler(chunk -> {});
      request.endHandler(end -> ended = true);
    }
    request.resume();
  }

  private void forward(Buffer chunk) {
    HttpClientRequest current = sink;
    if (current == null) {
      return;
    }
    var unused = current.write(chunk);
    if (current.writeQueueFull()) {
      request.pause();
      current.drainHandler(drained -> {
        // A try that is over must not let the body run past the next one.
        if (current.equals(sink)) {
          request.resume();
        }
      });
    }
  }

  private static void finish(HttpClientRequest upstream, Runnable onSent) {
    var unused = upstream.end();
    onSent.run();
  }

  private void keep(Buffer chunk) {
    keptBytes += chunk.length();
    overflown |= keptBytes > KEPT_BYTES;
    if (overflown) {
      kept.clear();
    } else {
      kept.add(chunk);
    }
  }
}
