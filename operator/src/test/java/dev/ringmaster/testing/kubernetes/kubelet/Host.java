package dev.ringmaster.testing.kubernetes.kubelet;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What all Pods of one kubelet share.
 *
 * @param folder for their output
 * @param unpullable images that can't be pulled at present; safe for threads
 * @param backOff what a second of waiting for a restart takes here, in milliseconds
 * @param light the address of every Pod where no process is run; null to run them
 */
record Host(
    KubernetesClient client,
    ExecutorService threads,
    Path folder,
    Set<String> unpullable,
    long backOff,
    @Nullable String light) {
  /** Last bytes of an address: neither a network's own, nor its broadcast. */
  private static final int PER_NETWORK = 250;

  /** Another run, beside this one or before it, most likely has another. */
  private static final int SECOND_BYTE = 64 + ThreadLocalRandom.current().nextInt(128);

  private static final AtomicInteger GIVEN = new AtomicInteger();

  /** An address of loopback that nobody was given before. */
  static String freshAddress() {
    int n = GIVEN.getAndIncrement();
    return "127.%d.%d.%d".formatted(SECOND_BYTE, n / PER_NETWORK % 256, 1 + n % PER_NETWORK);
  }
}
