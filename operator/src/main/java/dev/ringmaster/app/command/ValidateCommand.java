package dev.ringmaster.app.command;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.app.cli.Version;
import dev.ringmaster.app.manifest.ManifestException;
import dev.ringmaster.app.manifest.ManifestReader;
import dev.ringmaster.spec.LoadBalancerModel;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringmaster validate}: as {@code up} would read them. */
@Command(
    name = "validate",
    description = "Checks manifests and starts nothing. All that is wrong is told at once.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all of them are valid", "2:something is wrong, a line for each problem"})
public final class ValidateCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "MANIFEST",
      arity = "1..*",
      description = "YAML files of LoadBalancer resources")
  private List<Path> manifests = new ArrayList<>();

  @Mixin private Output output = new Output();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws UserError {
    try {
      List<LoadBalancerModel> models = ManifestReader.read(manifests);
      if (output.json()) {
        Commands.print(spec, json(models, List.of()));
      } else {
        models.forEach(model -> Commands.print(spec, line(model)));
      }
      return 0;
    } catch (ManifestException wrong) {
      if (output.json()) {
        Commands.print(spec, json(List.of(), wrong.problems()));
        return UserError.TO_CHANGE;
      }
      throw new UserError(wrong.problems());
    }
  }

  private static String line(LoadBalancerModel model) {
    return "%s is valid: %d %s, algorithm %s"
        .formatted(
            model.id(),
            model.replicas(),
            model.replicas() == 1 ? "replica" : "replicas",
            model.routing().algorithm().toString());
  }

  private static String json(List<LoadBalancerModel> models, List<String> problems) {
    JsonArray balancers = new JsonArray();
    models.forEach(model ->
        balancers.add(
            new JsonObject()
                .put("namespace", model.namespace())
                .put("name", model.name())
                .put("replicas", model.replicas())
                .put("algorithm", model.routing().algorithm().toString())));
    return new JsonObject()
        .put("valid", problems.isEmpty())
        .put("balancers", balancers)
        .put("problems", new JsonArray(problems))
        .encodePrettily();
  }
}
