package dev.ringmaster.cluster.access;

import static java.util.Objects.requireNonNullElse;

import dev.ringmaster.access.Need;
import dev.ringmaster.api.LoadBalancer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.NonResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.NonResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewSpecBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the API server. */
final class ApiReviews implements Reviews {
  /** Of a try; somebody waits for the answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int RETRIES = 1;

  private final KubernetesClient client;
  private final List<String> audiences;

  /**
   * Reviews with the rights of a client.
   *
   * @param audiences a token must be for one of them; none: for the API server's own
   */
  ApiReviews(KubernetesClient client, List<String> audiences) {
    this.client =
        client
            .newClient(
                new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                    .withRequestTimeout(Math.toIntExact(PATIENCE.toMillis()))
                    .withRequestRetryBackoffLimit(RETRIES)
                    .build())
            .adapt(KubernetesClient.class);
    this.audiences = List.copyOf(audiences);
  }

  @Override
  public Optional<Caller> caller(String token) {
    TokenReview question =
        new TokenReviewBuilder()
            .withNewSpec()
            .withToken(token)
            .withAudiences(audiences)
            .endSpec()
            .build();
    TokenReviewStatus status =
        client.authentication().v1().tokenReviews().create(question).getStatus();
    return status != null && Boolean.TRUE.equals(status.getAuthenticated()) && isForUs(status)
        ? Optional.of(caller(status.getUser()))
        : Optional.empty();
  }

  /** A server that does not know audiences names none, and its yes says nothing of them. */
  private boolean isForUs(TokenReviewStatus status) {
    return audiences.isEmpty()
        || !Collections.disjoint(
            audiences, requireNonNullElse(status.getAudiences(), List.<String>of()));
  }

  private static Caller caller(UserInfo user) {
    return new Caller(
        requireNonNullElse(user.getUsername(), ""),
        requireNonNullElse(user.getUid(), ""),
        requireNonNullElse(user.getGroups(), List.of()),
        requireNonNullElse(user.getExtra(), Map.of()));
  }

  @Override
  public boolean may(Caller caller, Need need) {
    SubjectAccessReviewSpecBuilder spec =
        new SubjectAccessReviewSpecBuilder()
            .withUser(caller.user())
            .withUid(caller.uid())
            .withGroups(caller.groups())
            .withExtra(caller.extra());
    switch (need) {
      case Need.OfBalancers balancers -> spec.withResourceAttributes(attributes(balancers));
      case Need.OfPath path -> spec.withNonResourceAttributes(attributes(path));
    }
    SubjectAccessReview question = new SubjectAccessReviewBuilder().withSpec(spec.build()).build();
    SubjectAccessReviewStatus status =
        client.authorization().v1().subjectAccessReview().create(question).getStatus();
    return status != null
        && Boolean.TRUE.equals(status.getAllowed())
        && !Boolean.TRUE.equals(status.getDenied());
  }

  private static ResourceAttributes attributes(Need.OfBalancers need) {
    return new ResourceAttributesBuilder()
        .withGroup(HasMetadata.getGroup(LoadBalancer.class))
        .withResource(HasMetadata.getPlural(LoadBalancer.class))
        .withSubresource(need.subresource())
        .withVerb(need.verb())
        .withNamespace(need.namespace())
        .withName(need.name())
        .build();
  }

  private static NonResourceAttributes attributes(Need.OfPath need) {
    return new NonResourceAttributesBuilder().withVerb(need.verb()).withPath(need.path()).build();
  }
}
