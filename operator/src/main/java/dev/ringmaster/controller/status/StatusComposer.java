package dev.ringmaster.controller.status;

import dev.ringmaster.api.status.Condition;
import dev.ringmaster.api.status.LoadBalancerStatus;
import dev.ringmaster.api.status.MemberStatus;
import dev.ringmaster.api.status.RingStatus;
import dev.ringmaster.kubernetes.PodLabels;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.loop.PoolMemory;
import dev.ringmaster.roster.Views;
import dev.ringmaster.routing.key.KeySource;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.RoutingSpec.Algorithm;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Composes a status. The same picture gives the same status, so that nothing is written twice. */
public final class StatusComposer {
  private static final int DEFAULT_HTTP_PORT = 80;

  private StatusComposer() {}

  /** Of a balancer that runs. */
  public static LoadBalancerStatus running(
      Picture picture,
      long generation,
      @Nullable Finding refused,
      LoadBalancerStatus before,
      Instant now) {
    LoadBalancerModel model = picture.model();
    List<Condition> conditions =
        new Conditions(generation, before.conditions(), now).running(picture, refused);
    return new LoadBalancerStatus(
        generation,
        (int) picture.replicas().stream().filter(Picture::stays).count(),
        picture.readyOrdinals().size(),
        (int) picture.replicas().stream().filter(Picture::stays).filter(picture::isUpdated).count(),
        PodLabels.selector(model.name()),
        url(model),
        picture.routerPort(),
        keys(model),
        picture.memory().incarnation(),
        Memories.names(picture.memory()),
        ring(picture),
        members(picture),
        conditions,
        before.operator());
  }

  /** Of one whose resource was never sound: what is there stays as it is. */
  public static LoadBalancerStatus refused(
      Finding refused, long generation, LoadBalancerStatus before, Instant now) {
    return new LoadBalancerStatus(
        generation,
        before.replicas(),
        before.readyReplicas(),
        before.updatedReplicas(),
        before.selector(),
        before.url(),
        before.routerPort(),
        before.keys(),
        before.incarnations(),
        before.names(),
        before.ring(),
        before.members(),
        new Conditions(generation, before.conditions(), now).refused(refused),
        before.operator());
  }

  /** The same that remembers more: names are written down before they are borne. */
  public static LoadBalancerStatus remembering(LoadBalancerStatus status, PoolMemory memory) {
    return new LoadBalancerStatus(
        status.observedGeneration(),
        status.replicas(),
        status.readyReplicas(),
        status.updatedReplicas(),
        status.selector(),
        status.url(),
        status.routerPort(),
        status.keys(),
        memory.incarnation(),
        Memories.names(memory),
        status.ring(),
        status.members(),
        status.conditions(),
        status.operator());
  }

  private static String url(LoadBalancerModel model) {
    int port = model.service().port();
    return "http://%s.%s.svc%s"
        .formatted(model.name(), model.namespace(), port == DEFAULT_HTTP_PORT ? "" : ":" + port);
  }

  private static String keys(LoadBalancerModel model) {
    return model.routing().algorithm() == Algorithm.CLASSIC
        ? "none"
        : model.routing().keys().stream().map(KeySource::text).collect(Collectors.joining(", "));
  }

  private static RingStatus ring(Picture picture) {
    return new RingStatus(
        picture.model().routing().algorithm().toString(),
        HexFormat.of().toHexDigits(picture.ring().ring().checksum()),
        String.format(Locale.ROOT, "%.3f", picture.ring().balance().peakToMean()));
  }

  private static List<MemberStatus> members(Picture picture) {
    return picture.replicas().stream()
        .sorted(Comparator.comparingInt(Replica::ordinal).thenComparingLong(Replica::incarnation))
        .map(replica -> member(picture, replica))
        .toList();
  }

  private static MemberStatus member(Picture picture, Replica replica) {
    boolean stays = Picture.stays(replica);
    Double share = stays ? picture.ring().balance().shares().get(replica.ordinal()) : null;
    return new MemberStatus(
        replica.ordinal(),
        replica.incarnation(),
        replica.name(),
        replica.runtimeId(),
        replica.host().isEmpty() ? null : Views.address(replica.host(), replica.port()),
        state(picture, replica),
        share == null ? null : String.format(Locale.ROOT, "%.1f%%", 100 * share),
        replica.revision());
  }

  private static String state(Picture picture, Replica replica) {
    return switch (replica.phase()) {
      case STARTING -> "Starting";
      case RUNNING, FAILING -> picture.isReady(replica) ? "Ready" : "NotReady";
      case LOST -> "Lost";
      case DRAINING, STOPPING, EXITED -> "Draining";
    };
  }
}
