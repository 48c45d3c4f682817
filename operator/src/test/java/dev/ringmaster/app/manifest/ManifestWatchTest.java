package dev.ringmaster.app.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ManifestWatchTest {
  private final Semaphore changes = new Semaphore(0);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void write_replaceAndAnotherLink_areEachToldOnce() throws Exception {
    Path file = Files.writeString(folder.resolve("web.yaml"), "a");
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path target = Files.writeString(elsewhere.resolve("target.yaml"), "a");
    Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), target);
    try (ManifestWatch watch = ManifestWatch.of(List.of(file, link), changes::release)) {
      assertThat(watch).isNotNull();
      Files.writeString(file, "b");
      awaitOne();
      Files.move(
          Files.writeString(folder.resolve("web.yaml~"), "c"),
          file,
          StandardCopyOption.REPLACE_EXISTING);
      awaitOne();
      Files.writeString(target, "b");
      awaitOne();
      Path fresh = Files.writeString(folder.resolve("fresh.yaml"), "c");
      Files.move(
          Files.createSymbolicLink(folder.resolve("link~"), fresh),
          link,
          StandardCopyOption.REPLACE_EXISTING);
      awaitOne();
    }
  }

  @Test
  void otherFilesOfTheFolder_areNoNews() throws Exception {
    Path file = Files.writeString(folder.resolve("web.yaml"), "a");
    try (ManifestWatch watch = ManifestWatch.of(List.of(file), changes::release)) {
      assertThat(watch).isNotNull();
      Files.writeString(folder.resolve("web.yaml.log"), "b");
      Files.writeString(file, "b");
      awaitOne();
    }
  }

  private void awaitOne() throws InterruptedException {
    assertThat(changes.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    assertThat(changes.availablePermits()).isZero();
  }
}
