package dev.ringmaster.testing.kubernetes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs where {@code KUBEBUILDER_ASSETS} names a folder with etcd, kube-apiserver and
 * kube-controller-manager, or {@code RINGMASTER_TEST_KUBECONFIG} a cluster; elsewhere it is skipped
 * out loud, or fails if {@code RINGMASTER_REQUIRE} names apiserver.
 *
 * <p>Constructors and methods of such a test take a {@link ControlPlane}, one for the whole run,
 * and methods a {@link TestNamespace} of their own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresApiServer.Extension.class)
public @interface RequiresApiServer {
  /** Starts the control plane when the first test asks for it; the end of the run closes it. */
  final class Extension implements ExecutionCondition, ParameterResolver {
    private static final Namespace STORE = Namespace.create(Extension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return evaluate(System.getenv());
    }

    static ConditionEvaluationResult evaluate(Map<String, String> environment) {
      if (ControlPlane.isPossible(environment)) {
        return ConditionEvaluationResult.enabled("there is a control plane");
      }
      String obstacle =
          "neither " + ControlPlane.ASSETS + " nor " + ControlPlane.CLUSTER + " is set";
      String required = environment.getOrDefault("RINGMASTER_REQUIRE", "");
      if (List.of(required.split(",", -1)).contains("apiserver")) {
        throw new IllegalStateException("apiserver is required: " + obstacle);
      }
      return ConditionEvaluationResult.disabled("needs an API server: " + obstacle);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return type == ControlPlane.class || type == TestNamespace.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      ControlPlane plane =
          context
              .getRoot()
              .getStore(STORE)
              .getOrComputeIfAbsent(
                  ControlPlane.class,
                  type -> ControlPlane.start(System.getenv()),
                  ControlPlane.class);
      if (parameter.getParameter().getType() == ControlPlane.class) {
        return plane;
      }
      return context
          .getStore(STORE)
          .getOrComputeIfAbsent(
              TestNamespace.class, type -> plane.newNamespace(), TestNamespace.class);
    }
  }
}
