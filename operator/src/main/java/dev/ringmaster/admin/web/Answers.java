package dev.ringmaster.admin.web;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads requests and sends responses. All but {@link #later} belong to the request's thread. */
public final class Answers {
  /** The longest body that is read, in bytes. */
  public static final int MAX_BODY = 65_536;

  private static final String BODY = "ringmaster.body";
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?!\\p{XDigit}{2})");

  private Answers() {}

  public static void json(RoutingContext context, JsonObject body) {
    text(context, 200, "application/json", body.encode());
  }

  /** Sends a whole response. */
  public static void text(RoutingContext context, int status, String type, String text) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    Buffer body = Buffer.buffer(text);
    response
        .setStatusCode(status)
        .putHeader("content-type", type)
        .putHeader("cache-control", "no-store")
        // For HEAD, too.
        .putHeader("content-length", Integer.toString(body.length()))
        .end(body);
  }

  /** Works out an answer where waiting harms nobody, then sends it. */
  public static <T> void worked(RoutingContext context, Callable<T> work, Consumer<T> send) {
    context.vertx().executeBlocking(work, false).onComplete(guarded(context, send), context::fail);
  }

  /**
   * For an answer that comes from another thread: the way back.
   *
   * @param send called on the request's thread
   */
  public static <T> Consumer<T> later(RoutingContext context, Consumer<T> send) {
    Handler<T> back = guarded(context, send);
    var loop = Vertx.currentContext();
    return answer -> loop.runOnContext(now -> back.handle(answer));
  }

  /**
   * Reads the body, then goes on; one that is too long is refused. It is read once: whoever asks
   * again gets the same.
   */
  public static void body(RoutingContext context, Consumer<byte[]> then) {
    byte[] known = context.get(BODY);
    if (known == null) {
      read(
          context,
          body -> {
            context.put(BODY, body);
            then.accept(body);
          });
    } else {
      then.accept(known);
    }
  }

  private static void read(RoutingContext context, Consumer<byte[]> then) {
    HttpServerRequest request = context.request();
    Buffer body = Buffer.buffer();
    request.handler(chunk -> {
      if (body.length() <= MAX_BODY) {
        body.appendBuffer(chunk);
      }
    });
    request.endHandler(end -> guarded(context, then(body, then)).handle(body.getBytes()));
    request.resume();
  }

  private static Consumer<byte[]> then(Buffer body, Consumer<byte[]> then) {
    return bytes -> {
      if (body.length() > MAX_BODY) {
        throw new Refused(
            Problem.tooLarge("body: got more than %d bytes, expected fewer".formatted(MAX_BODY)));
      }
      then.accept(bytes);
    };
  }

  /** Lets a request pass whose target can be decoded. */
  public static void decodable(RoutingContext context) {
    String target = context.request().uri();
    if (BROKEN_ESCAPE.matcher(target).find()) {
      throw Refused.badRequest(
          "target: got %s, expected two hexadecimal digits after each %%".formatted(target));
    }
    context.next();
  }

  /**
   * Sends what a handler failed with.
   *
   * @param defects hears of what is an error of ours
   */
  public static void failed(RoutingContext context, Consumer<Throwable> defects) {
    Throwable failure = context.failure();
    if (failure instanceof Refused refused) {
      refused.problem().send(context.response());
    } else {
      defects.accept(
          Objects.requireNonNullElseGet(
              failure, () -> new IllegalStateException("status " + context.statusCode())));
      Problem.internal().send(context.response());
    }
  }

  private static <T> Handler<T> guarded(RoutingContext context, Consumer<T> then) {
    return value -> {
      try {
        then.accept(value);
      } catch (RuntimeException failure) {
        context.fail(failure);
      }
    };
  }
}
