package dev.ringmaster.admin;

import dev.ringmaster.view.BalancerView;
import dev.ringmaster.view.MemberView;
import dev.ringmaster.view.OwnerView;
import dev.ringmaster.view.RingView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Views as JSON; a figure that there is not is left out. */
final class ViewJson {
  private ViewJson() {}

  static JsonObject balancers(List<BalancerView> views) {
    JsonArray all = new JsonArray();
    views.forEach(view -> all.add(balancer(view)));
    return new JsonObject().put("balancers", all);
  }

  static JsonObject draining(Map<String, Long> inFlight) {
    JsonObject counts = new JsonObject();
    inFlight.forEach(counts::put);
    return new JsonObject().put("draining", counts);
  }

  static JsonObject balancer(BalancerView view) {
    return new JsonObject()
        .put("namespace", view.namespace())
        .put("name", view.name())
        .put("replicas", view.replicas())
        .put("reserveOrdinals", new JsonArray(view.reserveOrdinals()))
        .put("readyReplicas", view.readyReplicas())
        .put("generation", view.generation())
        .put("algorithm", view.ring().algorithm())
        .put("keys", new JsonArray(view.keys()))
        .put("classic", view.classic())
        .put("panic", view.panic())
        .put("ring", ring(view))
        .put("members", members(view).getValue("members"));
  }

  static JsonObject members(BalancerView view) {
    JsonArray members = new JsonArray();
    view.members().forEach(member -> members.add(member(member)));
    return new JsonObject().put("members", members);
  }

  static JsonObject ring(BalancerView view) {
    RingView ring = view.ring();
    JsonObject json =
        new JsonObject().put("algorithm", ring.algorithm()).put("checksum", hex(ring.checksum()));
    figure(json, "peakToMean", ring.peakToMean());
    figure(json, "deviation", ring.deviation());
    figure(json, "movedRatio", ring.movedRatio());
    return json;
  }

  static JsonObject owner(byte[] key, OwnerView owner) {
    OwnerView.Place place = owner.owner();
    MemberView routedTo = owner.routedTo();
    return new JsonObject()
        // For people: bytes that are no UTF-8 show as replacement characters.
        .put("key", new String(key, StandardCharsets.UTF_8))
        .put("hash", hex(owner.hash()))
        .put("owner", place == null ? null : place(place))
        .put("routedTo", routedTo == null ? null : member(routedTo));
  }

  private static JsonObject place(OwnerView.Place place) {
    MemberView holder = place.holder();
    return holder == null ? new JsonObject().put("ordinal", place.ordinal()) : member(holder);
  }

  private static JsonObject member(MemberView member) {
    JsonObject json =
        new JsonObject()
            .put("ordinal", member.ordinal())
            .put("name", member.name())
            .put("incarnation", member.incarnation())
            .put("address", member.address())
            .put("state", member.state().label())
            .put("weight", member.weight());
    figure(json, "share", member.share());
    return json.put("inFlight", member.inFlight()).put("runtimeId", member.runtimeId());
  }

  private static void figure(JsonObject json, String name, @Nullable Double value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static String hex(long value) {
    return HexFormat.of().toHexDigits(value);
  }
}
