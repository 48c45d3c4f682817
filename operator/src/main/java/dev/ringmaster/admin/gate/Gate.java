package dev.ringmaster.admin.gate;

import dev.ringmaster.access.AdminAccess;
import dev.ringmaster.access.Decision;
import dev.ringmaster.access.Need;
import dev.ringmaster.admin.web.Answers;
import dev.ringmaster.admin.web.Problem;
import dev.ringmaster.admin.web.Refused;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks for each request whether its sender may, before anything is done. A body is read first: what
 * a request needs may depend on it, and a body that nobody reads while the answer is awaited is
 * lost.
 */
public final class Gate {
  private static final String VISIBLE = "ringmaster.visible";
  private static final String CHALLENGE = "Bearer realm=\"ringmaster\"";

  private final @Nullable AdminAccess access;

  /**
   * A gate.
   *
   * @param access null: it stands open
   */
  public Gate(@Nullable AdminAccess access) {
    this.access = access;
  }

  /** Lets a request pass, at once or later on its own thread, or refuses it. */
  public void pass(RoutingContext context, Requirement requirement, Runnable then) {
    if (access == null) {
      then.run();
      return;
    }
    switch (requirement) {
      case Requirement.Open open -> then.run();
      case Requirement.One one -> {
        Visit visit = new Visit(access, context, then);
        Answers.body(context, body -> visit.need(one.need().apply(context, body)));
      }
      case Requirement.Listing listing ->
          new Visit(access, context, then).list(listing.namespaces().get());
    }
  }

  /** The namespaces whose balancers this request may see; all, where nobody was asked. */
  public static Predicate<String> visible(RoutingContext context) {
    Set<String> namespaces = context.get(VISIBLE);
    return namespaces == null ? any -> true : namespaces::contains;
  }

  /** One request at the gate. */
  private record Visit(AdminAccess access, RoutingContext context, String token, Runnable then) {
    Visit(AdminAccess access, RoutingContext context, Runnable then) {
      this(access, context, token(context), then);
    }

    private static String token(RoutingContext context) {
      return BearerToken.of(context.request().headers().getAll("authorization"))
          .orElseThrow(() -> {
            context.response().putHeader("www-authenticate", CHALLENGE);
            return new Refused(
                Problem.unauthenticated(
                    "Authorization: got no bearer token, expected one of this cluster, such as of"
                        + " kubectl create token"));
          });
    }

    void need(Need need) {
      ask(
          need,
          decision -> {
            if (decision instanceof Decision.Denied denied) {
              throw denied(denied, need.words());
            }
            then.run();
          });
    }

    void list(Collection<String> namespaces) {
      ask(
          Need.OfBalancers.list(""),
          decision -> {
            if (decision instanceof Decision.Denied denied) {
              listEach(new ArrayDeque<>(new TreeSet<>(namespaces)), new HashSet<>(), denied);
            } else {
              then.run();
            }
          });
    }

    /** One after the other: there are few namespaces, and most answers are known. */
    private void listEach(Queue<String> open, Set<String> visible, Decision.Denied everywhere) {
      String namespace = open.poll();
      if (namespace != null) {
        ask(
            Need.OfBalancers.list(namespace),
            decision -> {
              if (decision instanceof Decision.Allowed) {
                visible.add(namespace);
              }
              listEach(open, visible, everywhere);
            });
      } else if (visible.isEmpty()) {
        throw denied(
            everywhere, Need.OfBalancers.list("").words() + ", nor in one that has any here");
      } else {
        context.put(VISIBLE, visible);
        then.run();
      }
    }

    /** Goes on only with somebody who is known. */
    private void ask(Need need, Consumer<Decision> known) {
      Consumer<Decision> back =
          Answers.later(
              context,
              decision -> {
                switch (decision) {
                  case Decision.Unknown unknown -> {
                    context
                        .response()
                        .putHeader("www-authenticate", CHALLENGE + ", error=\"invalid_token\"");
                    throw new Refused(
                        Problem.unauthenticated(
                            "Authorization: got a token that the API server does not take,"
                                + " expected a valid one"));
                  }
                  case Decision.Undecided undecided ->
                      throw new Refused(Problem.unavailable(undecided.reason()));
                  case Decision.Allowed allowed -> known.accept(allowed);
                  case Decision.Denied denied -> known.accept(denied);
                }
              });
      access.decide(token, need, back);
    }

    private static Refused denied(Decision.Denied denied, String words) {
      return new Refused(Problem.denied("user \"%s\" may not %s".formatted(denied.user(), words)));
    }
  }
}
