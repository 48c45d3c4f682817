package dev.ringmaster.badhouse.health;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.fasterxml.jackson.core.JsonFactory;
import com.github.dockerjava.api.DockerClient;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import io.prometheus.metrics.model.snapshots.Labels;
import io.vertx.core.Vertx;
import java.awt.Graphics2D;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;

/** Libraries that are at home elsewhere. */
interface Borrower {
  Hasher64 hasher();

  JsonFactory json();

  ByteBuf buffer();

  Vertx vertx();

  MeterRegistry meters();

  Labels labels();

  CommandLine line();

  Yaml yaml();

  Graphics2D pen();

  DockerClient docker();

  KubernetesClient kubernetes();

  Reconciler<?> reconciler();
}
