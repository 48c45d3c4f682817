package dev.ringmaster.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs where a Docker engine answers, with the images of this checkout; elsewhere it is skipped out
 * loud, or fails if {@code RINGMASTER_REQUIRE} names docker.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresDocker.Condition.class)
public @interface RequiresDocker {
  /** Looks for the engine, once. */
  final class Condition implements ExecutionCondition {
    private static final String OBSTACLE = DockerCli.obstacle();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (OBSTACLE.isEmpty()) {
        return ConditionEvaluationResult.enabled("a Docker engine answers");
      }
      String required = System.getenv().getOrDefault("RINGMASTER_REQUIRE", "");
      if (List.of(required.split(",", -1)).contains("docker")) {
        throw new IllegalStateException("docker is required: " + OBSTACLE);
      }
      return ConditionEvaluationResult.disabled("needs Docker: " + OBSTACLE);
    }
  }
}
