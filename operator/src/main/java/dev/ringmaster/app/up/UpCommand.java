package dev.ringmaster.app.up;

import dev.ringmaster.app.cli.Doors;
import dev.ringmaster.app.cli.Home;
import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.app.driver.DriverKind;
import dev.ringmaster.app.manifest.ManifestException;
import dev.ringmaster.app.manifest.ManifestReader;
import dev.ringmaster.spec.LoadBalancerModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ringmaster up}: the whole product on one machine, until Ctrl-C. */
@Command(
    name = "up",
    description = "Starts the replicas of the given manifests on this machine and routes to them.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class UpCommand implements Callable<Integer> {
  private static final int DATA_PORT = 5000;
  private static final int ADMIN_PORT = 5001;

  private final Future<Vertx> vertx;

  private UpCommand(Future<Vertx> vertx) {
    this.vertx = vertx;
  }

  /**
   * The command, to be run soon: on another thread Vert.x starts, which takes as long as all that
   * is read until it is needed.
   */
  public static UpCommand begin() {
    return new UpCommand(CompletableFuture.supplyAsync(UpCommand::vertx));
  }

  /** Files are no business of Vert.x here: looking for them on the class path opens every jar. */
  private static Vertx vertx() {
    FileSystemOptions files =
        new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
    return Vertx.vertx(new VertxOptions().setFileSystemOptions(files));
  }

  @Parameters(
      paramLabel = "MANIFEST",
      arity = "0..*",
      description = "YAML files of LoadBalancer resources (default: examples/quickstart.yaml)")
  private List<Path> manifests = new ArrayList<>();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "port for clients (default: ${DEFAULT-VALUE}; 0: any)")
  private int port = DATA_PORT;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      description = "port of the admin API and metrics (default: ${DEFAULT-VALUE}; 0: any)")
  private int adminPort = ADMIN_PORT;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "address to listen on (default: 127.0.0.1, and ::1 where the machine has it)")
  private @Nullable String bind;

  @Option(
      names = "--state",
      paramLabel = "FOLDER",
      description =
          "folder for what outlives a run: desired state, names, replicas, output (default:"
              + " $XDG_STATE_HOME/ringmaster/<port>, or below ~/.local/state)")
  private @Nullable Path state;

  @Option(
      names = "--driver",
      paramLabel = "process|docker",
      description =
          "what the replicas run as: process (the default), children of this program, or docker,"
              + " containers of the Docker engine that DOCKER_HOST or the docker context names")
  private DriverKind driver = DriverKind.PROCESS;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "Docker network of the containers (default: ${DEFAULT-VALUE})")
  private String network = "load_balancer_network";

  @Option(
      names = "--on-stop",
      paramLabel = "remove|keep",
      description =
          "what Ctrl-C does to the replicas: remove (the default) drains and ends them, keep leaves"
              + " them running for the next up on this state folder")
  private OnStop onStop = OnStop.REMOVE;

  @Override
  public Integer call() throws Exception {
    Home home = Home.find();
    Doors.checkNumber("--port", port);
    Doors.checkNumber("--admin-port", adminPort);
    if (port == adminPort && port != 0) {
      throw new UserError(
          "--admin-port: got %d, which is --port as well, expected another".formatted(adminPort));
    }
    if (bind != null && bind.isBlank()) {
      throw new UserError("--bind: got nothing, expected an address of this machine");
    }
    List<Path> files = manifests.isEmpty() ? List.of(home.quickstart()) : manifests;
    List<LoadBalancerModel> models = read(files);
    Path folder = state == null ? defaultState(System.getenv(), port) : state;
    List<String> addresses = bind == null ? loopback() : List.of(bind);
    UpSettings settings =
        new UpSettings(
            models,
            files,
            addresses,
            port,
            adminPort,
            folder,
            driver,
            new DriverKind.Needs(home.sampleJar(), network),
            onStop);
    return new Up(settings, new Console(System.out)).run(vertx.get());
  }

  /** What {@code localhost} means to clients; any port can't be had twice. */
  private List<String> loopback() throws IOException {
    byte[] loopback = new byte[16];
    loopback[15] = 1;
    boolean ipv6 = NetworkInterface.getByInetAddress(InetAddress.getByAddress(loopback)) != null;
    return ipv6 && port != 0 ? List.of("127.0.0.1", "::1") : List.of("127.0.0.1");
  }

  private static List<LoadBalancerModel> read(List<Path> files) throws UserError {
    try {
      return ManifestReader.read(files);
    } catch (ManifestException wrong) {
      throw new UserError(wrong.problems());
    }
  }

  static Path defaultState(Map<String, String> environment, int port) {
    String base = environment.getOrDefault("XDG_STATE_HOME", "");
    Path root =
        // The XDG base directory specification: a relative path is invalid and ignored.
        base.isEmpty() || !Path.of(base).isAbsolute()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(base);
    return root.resolve("ringmaster").resolve(Integer.toString(port));
  }
}
