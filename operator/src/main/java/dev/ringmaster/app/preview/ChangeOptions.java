package dev.ringmaster.app.preview;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.preview.Placement;
import dev.ringmaster.preview.WhatIf;
import dev.ringmaster.spec.SpecProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The change, as options; they are read as the fields of the same change in JSON. */
final class ChangeOptions {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern FIELD = Pattern.compile("^[A-Za-z]+");
  private static final Map<String, String> OPTIONS =
      Map.of(
          "replicas", "--replicas",
          "remove", "--remove",
          "weights", "--weight",
          "virtualNodes", "--virtual-nodes",
          "algorithm", "--algorithm");

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description = "so many replicas, as kubectl scale: the highest ordinals come or go")
  private @Nullable String replicas;

  @Option(
      names = "--remove",
      paramLabel = "ORDINAL",
      description = "without this ordinal, which is reserved (can be repeated)")
  private List<String> remove = new ArrayList<>();

  @Option(
      names = "--weight",
      paramLabel = "ORDINAL=WEIGHT",
      description = "another weight of an ordinal (can be repeated)")
  private List<String> weights = new ArrayList<>();

  @Option(names = "--virtual-nodes", paramLabel = "V", description = "so many points per weight")
  private @Nullable String virtualNodes;

  @Option(
      names = "--algorithm",
      paramLabel = "A",
      description = "Ring, Maglev, Rendezvous or Classic")
  private @Nullable String algorithm;

  /** What they make of a placement. */
  Placement applyTo(Placement now) throws UserError {
    return switch (WhatIf.read(now, tree())) {
      case WhatIf.Changed changed -> changed.placement();
      case WhatIf.Refused refused ->
          throw new UserError(refused.problems().stream().map(ChangeOptions::line).toList());
    };
  }

  boolean removes() {
    return !remove.isEmpty();
  }

  private Map<String, Object> tree() throws UserError {
    Map<String, Object> tree = new LinkedHashMap<>();
    put(tree, "replicas", replicas);
    if (!remove.isEmpty()) {
      tree.put("remove", remove.stream().map(ChangeOptions::value).toList());
    }
    if (!weights.isEmpty()) {
      tree.put("weights", weightsByOrdinal());
    }
    put(tree, "virtualNodes", virtualNodes);
    if (algorithm != null) {
      tree.put("algorithm", algorithm);
    }
    return tree;
  }

  private static void put(Map<String, Object> tree, String field, @Nullable String text) {
    if (text != null) {
      tree.put(field, value(text));
    }
  }

  /** A number where it is one, so that what is none is refused in the words of a manifest. */
  private static Object value(String text) {
    return NUMBER.matcher(text).matches() ? (Object) Long.valueOf(text) : text;
  }

  private Map<String, Object> weightsByOrdinal() throws UserError {
    Map<String, Object> byOrdinal = new LinkedHashMap<>();
    for (String weight : weights) {
      int equals = weight.indexOf('=');
      if (equals < 1) {
        throw new UserError(
            "--weight: got \"%s\", expected ORDINAL=WEIGHT, such as 3=2".formatted(weight));
      }
      String ordinal = weight.substring(0, equals);
      if (byOrdinal.put(ordinal, value(weight.substring(equals + 1))) != null) {
        throw new UserError(
            "--weight: got ordinal %s twice, expected one weight".formatted(ordinal));
      }
    }
    return byOrdinal;
  }

  /** The field's name becomes the option's. */
  private static String line(SpecProblem problem) {
    return FIELD
        .matcher(problem.toString())
        .replaceFirst(field -> OPTIONS.getOrDefault(field.group(), field.group()));
  }
}
