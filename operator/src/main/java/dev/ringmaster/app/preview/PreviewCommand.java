package dev.ringmaster.app.preview;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.app.manifest.ManifestException;
import dev.ringmaster.app.manifest.ManifestReader;
import dev.ringmaster.preview.Placement;
import dev.ringmaster.preview.Preview;
import dev.ringmaster.preview.PreviewTree;
import dev.ringmaster.spec.LoadBalancerModel;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringmaster preview}: what a change of a manifest would move. */
@Command(
    name = "preview",
    description = "Tells which share of the keys a change would move, and where to.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class PreviewCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "MANIFEST", description = "YAML file of a LoadBalancer resource")
  private @Nullable Path manifest;

  @Option(
      names = "--balancer",
      paramLabel = "[NS/]NAME",
      description = "which one, where the file holds several")
  private @Nullable String balancer;

  @Mixin private ChangeOptions change = new ChangeOptions();

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = "count these keys, one a line, instead of all that there can be")
  private @Nullable Path keys;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "text or json (default: ${DEFAULT-VALUE})")
  private String output = "text";

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "draw the shares before and after into a file: .svg or .png")
  private @Nullable Path plot;

  @Override
  public Integer call() throws UserError {
    try {
      run(Objects.requireNonNull(spec).commandLine().getOut());
      return 0;
    } catch (ManifestException wrong) {
      throw new UserError(wrong.problems());
    }
  }

  private void run(PrintWriter out) throws ManifestException, UserError {
    if (!List.of("text", "json").contains(output)) {
      throw new UserError("--output: got \"%s\", expected text or json".formatted(output));
    }
    if (plot != null) {
      PreviewPlot.check(plot);
    }
    LoadBalancerModel model =
        chosen(ManifestReader.read(List.of(Objects.requireNonNull(manifest))), balancer);
    Preview preview = preview(model);
    if (plot != null) {
      PreviewPlot.write(plot, model.id(), preview);
    }
    if (output.equals("json")) {
      out.println(new JsonObject(PreviewTree.of(preview)).encodePrettily());
    } else {
      PreviewText.of(model.id(), preview).forEach(out::println);
    }
    out.flush();
  }

  private static LoadBalancerModel chosen(List<LoadBalancerModel> models, @Nullable String wanted)
      throws UserError {
    List<LoadBalancerModel> fitting =
        models.stream()
            .filter(
                model -> wanted == null || wanted.equals(model.name()) || wanted.equals(model.id()))
            .toList();
    if (fitting.size() != 1) {
      throw new UserError(
          "--balancer: got %s, expected one of %s"
              .formatted(
                  wanted == null ? "nothing" : '"' + wanted + '"',
                  models.stream().map(LoadBalancerModel::id).collect(Collectors.joining(", "))));
    }
    return fitting.getFirst();
  }

  private Preview preview(LoadBalancerModel model) throws UserError {
    if (change.removes() && !model.template().addresses().isEmpty()) {
      throw new UserError(
          "--remove: got an ordinal of %s, expected nothing beside template.addresses"
              .formatted(model.id()));
    }
    Placement before = Placement.of(model);
    Placement after = change.applyTo(before);
    return keys == null ? Preview.of(before, after) : overKeys(before, after, keys);
  }

  private static Preview overKeys(Placement before, Placement after, Path file) throws UserError {
    if (!Preview.placesKeys(before) || !Preview.placesKeys(after)) {
      throw new UserError(
          "--keys: got %s, expected nothing with algorithm Classic: it draws an id for each request"
              .formatted(file));
    }
    Preview.Keys counted = Preview.overKeys(before, after);
    KeyFile.read(file, counted::add);
    if (counted.count() == 0) {
      throw new UserError("--keys: got %s without a key, expected one a line".formatted(file));
    }
    return counted.preview();
  }
}
