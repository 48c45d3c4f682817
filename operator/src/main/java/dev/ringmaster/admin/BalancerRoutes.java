package dev.ringmaster.admin;

import static java.util.stream.Collectors.joining;

import dev.ringmaster.access.Need;
import dev.ringmaster.access.Need.OfBalancers;
import dev.ringmaster.admin.gate.Gate;
import dev.ringmaster.admin.gate.Requirement;
import dev.ringmaster.admin.web.Answers;
import dev.ringmaster.admin.web.JsonFields;
import dev.ringmaster.admin.web.Problem;
import dev.ringmaster.admin.web.QueryBytes;
import dev.ringmaster.admin.web.Refused;
import dev.ringmaster.preview.Placement;
import dev.ringmaster.preview.Preview;
import dev.ringmaster.preview.PreviewTree;
import dev.ringmaster.preview.WhatIf;
import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.scale.Scaling.Outcome;
import dev.ringmaster.spec.SpecProblem;
import dev.ringmaster.view.Balancer;
import dev.ringmaster.view.BalancerDirectory;
import dev.ringmaster.view.BalancerView;
import dev.ringmaster.view.Draining;
import dev.ringmaster.view.MemberState;
import dev.ringmaster.view.OwnerView;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** What is asked of the balancers: how they stand, and changes. */
final class BalancerRoutes {
  private static final String ALL = "/api/v1/balancers";
  private static final String DRAINING = "/api/v1/draining";
  private static final String ONE = ALL + "/{namespace}/{name}";

  private final BalancerDirectory balancers;

  BalancerRoutes(BalancerDirectory balancers) {
    this.balancers = balancers;
  }

  List<Route> all() {
    Requirement get = Requirement.balancer(OfBalancers::get);
    Requirement update = Requirement.balancer(OfBalancers::update);
    Requirement scale = Requirement.balancer(OfBalancers::scale);
    Requirement change = new Requirement.One(BalancerRoutes::classicNeed);
    return List.of(
        Route.get(DRAINING, Requirement.path("get", DRAINING), this::draining),
        Route.get(ALL, new Requirement.Listing(balancers::namespaces), this::list),
        Route.get(ONE, get, context -> show(context, ViewJson::balancer)),
        Route.get(ONE + "/members", get, context -> show(context, ViewJson::members)),
        Route.get(ONE + "/ring", get, context -> show(context, ViewJson::ring)),
        Route.get(ONE + "/owner", get, this::owner),
        Route.post(ONE + "/scale", scale, this::scale),
        Route.post(ONE + "/preview", get, this::preview),
        Route.post(ONE + "/members/{ordinal}/drain", update, this::drain),
        Route.get(ONE + "/rep", get, context -> classic(context, "/rep")),
        Route.post(ONE + "/add", change, context -> classic(context, "/add")),
        new Route(HttpMethod.DELETE, ONE + "/rm", change, context -> classic(context, "/rm")));
  }

  /** Names are more than a count: they say which replica goes, and what another is called. */
  private static Need classicNeed(RoutingContext context, byte[] body) {
    String namespace = context.pathParam("namespace");
    String name = context.pathParam("name");
    return ScaleRequest.hasNames(body)
        ? OfBalancers.update(namespace, name)
        : OfBalancers.scale(namespace, name);
  }

  private void draining(RoutingContext context) {
    Answers.worked(
        context,
        () -> ViewJson.draining(Draining.in(balancers)),
        json -> Answers.json(context, json));
  }

  private void list(RoutingContext context) {
    Predicate<String> visible = Gate.visible(context);
    Answers.worked(
        context,
        () ->
            ViewJson.balancers(
                balancers.all().stream()
                    .map(Balancer::view)
                    .filter(view -> visible.test(view.namespace()))
                    .toList()),
        json -> Answers.json(context, json));
  }

  private void show(RoutingContext context, Function<BalancerView, JsonObject> json) {
    Balancer balancer = balancer(context);
    Answers.worked(
        context, () -> json.apply(balancer.view()), answer -> Answers.json(context, answer));
  }

  private void owner(RoutingContext context) {
    Balancer balancer = balancer(context);
    byte[] key = QueryBytes.required(context.request().query(), "key");
    Answers.worked(context, () -> owner(balancer, key), json -> Answers.json(context, json));
  }

  private static JsonObject owner(Balancer balancer, byte[] key) {
    OwnerView owner = balancer.owner(key);
    if (owner == null) {
      throw new Refused(
          Problem.conflict("The algorithm places requests by a random id, a key has no owner"));
    }
    return ViewJson.owner(key, owner);
  }

  private void scale(RoutingContext context) {
    Balancer balancer = balancer(context);
    Answers.body(
        context,
        body -> {
          int replicas =
              JsonFields.of(body, "replicas").integer("replicas", 0, DesiredScale.MAX_REPLICAS);
          balancer.scale(replicas, outcome(context, balancer));
        });
  }

  private void preview(RoutingContext context) {
    Balancer balancer = balancer(context);
    Answers.body(
        context,
        body -> {
          Placement now = balancer.placement();
          Placement then = changed(now, JsonFields.tree(body));
          Answers.worked(
              context,
              () -> new JsonObject(PreviewTree.of(Preview.of(now, then))),
              json -> Answers.json(context, json));
        });
  }

  private static Placement changed(Placement now, Map<String, Object> change) {
    return switch (WhatIf.read(now, change)) {
      case WhatIf.Changed changed -> changed.placement();
      case WhatIf.Refused refused ->
          throw Refused.badRequest(
              refused.problems().stream().map(SpecProblem::toString).collect(joining("; ")));
    };
  }

  private void drain(RoutingContext context) {
    Balancer balancer = balancer(context);
    int ordinal = ordinal(context.pathParam("ordinal"));
    Answers.body(
        context,
        body -> {
          boolean held =
              balancer.view().members().stream()
                  .anyMatch(member ->
                      member.ordinal() == ordinal && member.state() != MemberState.DRAINING);
          if (!held) {
            throw new Refused(Problem.notFound("Ordinal %d has no replica".formatted(ordinal)));
          }
          balancer.drain(ordinal, outcome(context, balancer));
        });
  }

  private static int ordinal(String text) {
    if (!text.matches("\\d{1,9}")) {
      throw Refused.badRequest("ordinal: got \"%s\", expected a whole number".formatted(text));
    }
    return Integer.parseInt(text);
  }

  private void classic(RoutingContext context, String call) {
    ClassicApi api = new ClassicApi(balancer(context));
    String method = context.request().method().name();
    Answers.body(
        context,
        body ->
            api.handle(
                method,
                call,
                body,
                Answers.later(
                    context,
                    reply ->
                        Answers.text(context, reply.status(), "application/json", reply.body()))));
  }

  private static Consumer<Outcome> outcome(RoutingContext context, Balancer balancer) {
    return Answers.later(
        context,
        outcome -> {
          switch (outcome) {
            case Outcome.Done done ->
                Answers.worked(
                    context,
                    () -> ViewJson.balancer(balancer.view()),
                    json -> Answers.json(context, json));
            case Outcome.Refused refused -> throw new Refused(Problem.conflict(refused.reason()));
            case Outcome.Failed failed -> throw new Refused(Problem.unavailable(failed.reason()));
            case Outcome.Late late -> throw new Refused(Problem.late(late.reason()));
          }
        });
  }

  private Balancer balancer(RoutingContext context) {
    String namespace = context.pathParam("namespace");
    String name = context.pathParam("name");
    return balancers
        .find(namespace, name)
        .orElseThrow(
            () -> new Refused(Problem.notFound("No balancer is %s/%s".formatted(namespace, name))));
  }
}
