package dev.ringmaster.spec;

import dev.ringmaster.pool.Mount;
import dev.ringmaster.pool.Resources;
import dev.ringmaster.pool.Resources.Amounts;
import dev.ringmaster.spec.unit.Quantities;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what in {@code spec.template} only containers have: resources and mounts. */
final class ContainerReader {
  /**
   * @param places decimal places that are kept, the rest rounded up as in Kubernetes
   * @param least limit that container runtimes take: 1 ms in each 100, and 6 MiB
   */
  private record Unit(String name, int places, String example, String least, String most) {}

  private static final Unit CPU = new Unit("cpu", 3, "500m or 2", "10m", "10000");
  private static final Unit MEMORY = new Unit("memory", 0, "256Mi or 1G", "6Mi", "1Pi");

  private static final int MAX_MOUNTS = 100;
  private static final Map<String, Mount.Type> TYPES =
      Map.of("bind", Mount.Type.BIND, "volume", Mount.Type.VOLUME, "tmpfs", Mount.Type.TMPFS);
  private static final Pattern VOLUME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{1,254}");
  private static final Pattern PATH = Pattern.compile("/[^\\p{Cntrl}]{0,4095}");
  private static final Pattern NOT_PLAIN = Pattern.compile("//|/\\.\\.?(?:/|$)|\\$\\(");

  private ContainerReader() {}

  static Resources resources(Cursor resources) {
    Cursor limits = resources.section("limits");
    Cursor requests = resources.section("requests");
    Amounts most = new Amounts(limit(limits, CPU), limit(limits, MEMORY));
    Amounts promised =
        new Amounts(
            request(requests, CPU, most.cpuMillis()),
            request(requests, MEMORY, most.memoryBytes()));
    limits.close();
    requests.close();
    resources.close();
    return new Resources(most, promised);
  }

  private static OptionalLong limit(Cursor limits, Unit unit) {
    return amount(limits.field(unit.name()), unit, unit.least());
  }

  private static OptionalLong request(Cursor requests, Unit unit, OptionalLong limit) {
    Cursor request = requests.field(unit.name());
    OptionalLong promised = amount(request, unit, "0");
    if (limit.isPresent() && promised.orElse(0) > limit.getAsLong()) {
      request.refuse("at most limits." + unit.name());
    }
    return promised;
  }

  private static OptionalLong amount(Cursor place, Unit unit, String least) {
    Optional<BigDecimal> quantity =
        place.scalar("a quantity such as " + unit.example(), Quantities::parse);
    if (quantity.isEmpty()) {
      return OptionalLong.empty();
    }
    BigDecimal amount = quantity.get();
    if (amount.compareTo(quantity(least)) < 0 || amount.compareTo(quantity(unit.most())) > 0) {
      place.refuse("a quantity from " + least + " to " + unit.most());
      return OptionalLong.empty();
    }
    BigDecimal kept = amount.movePointRight(unit.places()).setScale(0, RoundingMode.CEILING);
    return OptionalLong.of(kept.longValueExact());
  }

  private static BigDecimal quantity(String text) {
    return Quantities.parse(text).orElseThrow();
  }

  static List<Mount> mounts(Cursor mounts) {
    if (mounts.size() > MAX_MOUNTS) {
      mounts.refuse("at most " + MAX_MOUNTS + " mounts");
      return List.of();
    }
    List<Mount> read = new ArrayList<>();
    Set<String> targets = new HashSet<>();
    for (Cursor mount : mounts.items()) {
      if (mount.isMapping()) {
        read.add(mount(mount, targets));
      }
    }
    return read;
  }

  private static Mount mount(Cursor mount, Set<String> targets) {
    Optional<Mount.Type> type = type(mount.field("type"));
    Mount read =
        new Mount(
            type.orElse(Mount.Type.VOLUME),
            type.flatMap(known -> source(mount, known)).orElse(""),
            target(mount.requiredField("target"), targets),
            mount.field("readOnly").flag().orElse(false));
    mount.field("source");
    mount.close();
    return read;
  }

  /** Empty where it is wrong: nobody can say then what the source should be. */
  private static Optional<Mount.Type> type(Cursor type) {
    return type.isPresent()
        ? type.choice(TYPES, "bind, volume or tmpfs")
        : Optional.of(Mount.Type.VOLUME);
  }

  private static Optional<String> source(Cursor mount, Mount.Type type) {
    return switch (type) {
      case BIND ->
          mount
              .requiredField("source")
              .text("an absolute path such as /srv/data", text -> isPath(anOrdinals(text)));
      case VOLUME ->
          mount
              .requiredField("source")
              .text(
                  "a volume's name such as data (a path takes type: bind)",
                  text -> VOLUME.matcher(anOrdinals(text)).matches());
      case TMPFS -> none(mount.field("source"));
    };
  }

  private static Optional<String> none(Cursor source) {
    if (!source.isEmpty()) {
      source.refuse("nothing (a tmpfs has no source)");
    }
    return Optional.empty();
  }

  private static String target(Cursor target, Set<String> targets) {
    Optional<String> path =
        target
            .text("an absolute path such as /var/data", text -> text.length() > 1 && isPath(text))
            .map(text -> text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    if (path.isPresent() && !targets.add(path.get())) {
      target.refuse("a target that is not in the list already");
    }
    return path.orElse("");
  }

  private static boolean isPath(String text) {
    return PATH.matcher(text).matches() && !NOT_PLAIN.matcher(text).find();
  }

  private static String anOrdinals(String source) {
    return source.replace(Mount.ORDINAL, "0");
  }
}
