package dev.ringmaster.benchmarks;

import dev.ringmaster.testing.DockerCli;
import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.LoadClient;
import dev.ringmaster.testing.LoadClient.Limits;
import dev.ringmaster.testing.LoadRun;
import dev.ringmaster.testing.UpProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * From {@code kill -9} of a replica, or {@code docker kill}, to N routable ones, as a client of
 * {@code /rep} sees it, while another client sends 1,000 requests a second in an open loop and
 * never retries. On Docker the start of a container that nobody balances is measured between the
 * kills.
 *
 * <p>Arguments: nothing or {@code docker}, then the address of a balancer that runs in a container
 * already, else one is started here.
 */
public final class Recovery {
  private static final int KILLS = 10;
  private static final int RATE = 1_000;
  private static final int CONNECTIONS = 64;
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final Duration BOUND = Duration.ofSeconds(30);

  private Recovery() {}

  /** What the replicas run as. */
  private enum Driver {
    PROCESS {
      @Override
      Runnable weapon(@Nullable UpProcess up, String replica) {
        ProcessHandle victim = Objects.requireNonNull(up).replica(replica);
        return victim::destroyForcibly;
      }
    },
    DOCKER {
      @Override
      Runnable weapon(@Nullable UpProcess up, String replica) {
        String victim =
            DockerCli.docker("ps", "--quiet", "--filter", "label=dev.ringmaster.name=" + replica);
        return () -> DockerCli.docker("kill", victim);
      }

      @Override
      void compare() throws IOException {
        System.out.printf(Locale.ROOT, "         bare docker run to first 200: %.3f s%n", bare());
      }

      private static double bare() throws IOException {
        long start = System.nanoTime();
        String id =
            DockerCli.docker("run", "--detach", "--publish=127.0.0.1::5000", DockerCli.SAMPLE);
        try {
          String address = DockerCli.docker("port", id, "5000/tcp");
          awaitListening(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
          return (System.nanoTime() - start) / 1e9;
        } finally {
          DockerCli.docker("rm", "--force", id);
        }
      }
    };

    /** What kills a replica; all that is to be looked up for it has been. */
    abstract Runnable weapon(@Nullable UpProcess up, String replica);

    void compare() throws IOException {
      // A process that nobody balances is started by nobody here.
    }
  }

  public static void main(String[] args) throws IOException {
    Driver driver = args.length > 0 && args[0].equals("docker") ? Driver.DOCKER : Driver.PROCESS;
    if (args.length == 2) {
      int colon = args[1].lastIndexOf(':');
      measure(
          new InetSocketAddress(
              InetAddress.getAllByName(args[1].substring(0, colon))[0],
              Integer.parseInt(args[1].substring(colon + 1))),
          null,
          driver);
      return;
    }
    Path state = Files.createTempDirectory("ringmaster-recovery");
    String option = "--driver=" + driver.name().toLowerCase(Locale.ROOT);
    try (UpProcess up = UpProcess.start(state, option)) {
      measure(up.data(), up, driver);
      UpProcess.signal("TERM", up.handle());
      up.awaitExit();
    }
  }

  private static void awaitListening(int port) throws IOException {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (System.nanoTime() < deadline) {
      try (HttpWire wire =
          HttpWire.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
        if (wire.get("/heartbeat").status() == 200) {
          return;
        }
      } catch (IOException notYet) {
        LockSupport.parkNanos(1_000_000);
      }
    }
    throw new IOException("port " + port + " does not answer within " + BOUND);
  }

  private static LoadRun load(InetSocketAddress data, Duration time) {
    return LoadClient.openLoop(
        data,
        RATE,
        CONNECTIONS,
        (connection, number) -> Request.get("/home", "X-User-Id", "u" + number % 1_000),
        Recovery::served,
        new Limits(1_000_000, time));
  }

  private static void measure(InetSocketAddress data, @Nullable UpProcess up, Driver driver)
      throws IOException {
    try (LoadRun warmUp = load(data, WARM_UP)) {
      System.out.println("warm-up: " + warmUp.await());
    }
    try (HttpWire watcher = HttpWire.open(data);
        LoadRun load = load(data, Duration.ofMinutes(5))) {
      List<Duration> times = new ArrayList<>();
      for (int kill = 0; kill < KILLS; kill++) {
        LockSupport.parkNanos(SETTLE.toNanos());
        List<String> names = names(watcher);
        String victim = names.get(kill % names.size());
        Duration time = killAndWatch(watcher, victim, driver.weapon(up, victim));
        System.out.printf(Locale.ROOT, "kill %2d: %.3f s%n", kill + 1, seconds(time));
        times.add(time);
        driver.compare();
      }
      times.sort(null);
      System.out.printf(
          Locale.ROOT,
          "recovery of %d kills under %d requests/s: median %.3f s, maximum %.3f s%n",
          KILLS,
          RATE,
          (seconds(times.get(KILLS / 2 - 1)) + seconds(times.get(KILLS / 2))) / 2,
          seconds(times.getLast()));
      System.out.println(load.stop());
    }
  }

  private static boolean served(Request request, Response response) {
    return response.status() == 200 && response.text().contains("Hello from Server: ");
  }

  private static Duration killAndWatch(HttpWire watcher, String victim, Runnable weapon)
      throws IOException {
    int wanted = names(watcher).size();
    long start = System.nanoTime();
    weapon.run();
    while (System.nanoTime() - start < BOUND.toNanos()) {
      List<String> names = names(watcher);
      if (names.size() == wanted && !names.contains(victim)) {
        return Duration.ofNanos(System.nanoTime() - start);
      }
      LockSupport.parkNanos(1_000_000);
    }
    throw new IllegalStateException(victim + " was not replaced within " + BOUND);
  }

  private static List<String> names(HttpWire watcher) throws IOException {
    String text = watcher.get("/rep").text();
    String list = text.substring(text.indexOf('[') + 1, text.indexOf(']'));
    return List.of(list.replace("\"", "").split(",", -1));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
