package dev.ringmaster.api.routing;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import dev.ringmaster.api.schema.Ordinals;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code spec.routing}. */
@ApiType
@ValidationRule(
    value = "!has(self.probing) || self.?algorithm.orValue('Ring') == 'Classic'",
    message = "expected nothing (only algorithm Classic probes)",
    fieldPath = ".probing")
public record Routing(
    @JsonPropertyDescription(
            "Names of hosts, without port, that the balancer answers to on the shared port, beside"
                + " those of its own Service. At most 64. Default none.")
        @Size(max = 64)
        @ValidationRule(
            value = "self.all(h, h.matches('" + HOST + "'))",
            message = "expected names of hosts without port, such as shop.example.com")
        @ValidationRule(
            value = "self.all(a, self.exists_one(b, a.lowerAscii() == b.lowerAscii()))",
            message = "expected no host twice")
        @Nullable List<@Size(max = 253) String> hosts,
    @JsonPropertyDescription(
            "Who decides which replica owns a key: Ring, Maglev, Rendezvous or Classic. Default"
                + " Ring.")
        @Default("Ring")
        @SchemaFrom(type = Algorithm.class)
        @Nullable String algorithm,
    @JsonPropertyDescription(
            "Where algorithm Classic looks on from a taken slot: Linear or Quadratic. For Classic"
                + " only. Default Linear.")
        @SchemaFrom(type = Probing.class)
        @Nullable String probing,
    @JsonPropertyDescription(
            "Points on the ring of a replica of weight 1, 1 to 4096. Only a Ring has them. Default"
                + " 256.")
        @Default("256")
        @Min(1)
        @Max(4096)
        @Nullable Integer virtualNodes,
    @JsonPropertyDescription(
            "Any 64-bit integer: another one places the ordinals elsewhere, and moves nearly every"
                + " key. Default 0.")
        @Default("0")
        @Nullable Long seed,
    @JsonPropertyDescription(
            "Weight of an ordinal, 1 to 100, by ordinal: {\"3\": 2} gives ordinal 3 twice the keys."
                + " Default 1 each.")
        @Size(max = 1064)
        @ValidationRule(value = Ordinals.KEYS, message = Ordinals.KEYS_WORDS)
        @Nullable Map<String, @Min(1) @Max(100) Integer> weights,
    @JsonPropertyDescription(
            "Where the key of a request stands, at most 32: the first that yields a value decides."
                + " Default the client's address.")
        @Size(max = 32)
        @Nullable List<KeySource> keys,
    @JsonPropertyDescription(
            "Bound on the load of each replica: requests above it go on to the next on the ring."
                + " Default off.")
        @Nullable BoundedLoad boundedLoad,
    @JsonPropertyDescription("How often a request is tried again on the next replica.")
        @Nullable Retries retries,
    @JsonPropertyDescription("How long the router waits for a replica.")
        @Nullable Timeouts timeouts,
    @JsonPropertyDescription(
            "Whether the data port answers /rep, /add and /rm as well. The operator must allow it."
                + " Default false.")
        @Default("false")
        @Nullable Boolean classic) {
  private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
  private static final String HOST = "^" + LABEL + "([.]" + LABEL + ")*$";

  private enum Algorithm {
    Ring,
    Maglev,
    Rendezvous,
    Classic
  }

  private enum Probing {
    Linear,
    Quadratic
  }
}
