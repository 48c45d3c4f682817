package dev.ringmaster.deploy.helm;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs where a Docker engine answers that has or gets the image of K3s; is skipped elsewhere. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresK3s.Condition.class)
@interface RequiresK3s {
  /** Looks for the engine, and for the image, which it may have to pull. */
  final class Condition implements ExecutionCondition {
    private static final String SKIPPED = "skipped, needs Docker and rancher/k3s";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (K3s.isPossible()) {
        return ConditionEvaluationResult.enabled("there is an engine, and the image of K3s");
      }
      System.out.println(context.getDisplayName() + ": " + SKIPPED);
      return ConditionEvaluationResult.disabled(SKIPPED);
    }
  }
}
