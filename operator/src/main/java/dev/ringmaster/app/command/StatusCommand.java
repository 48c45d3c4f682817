package dev.ringmaster.app.command;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.app.cli.Version;
import dev.ringmaster.app.terminal.Colors;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ringmaster status}: what the admin port of a running balancer tells. */
@Command(
    name = "status",
    description = "Shows the balancers that run, their replicas and each one's share of the keys.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:shown", "1:no balancer answers there, or not as one does", "2:wrong usage"})
public final class StatusCommand implements Callable<Integer> {
  private static final String PATH = "/api/v1/balancers";
  private static final int TIMEOUT_MILLIS = 5_000;

  /** A thousand replicas take a quarter of it. */
  private static final int MAX_BYTES = 1 << 20;

  @Option(
      names = "--admin-url",
      paramLabel = "URL",
      description = "the admin port of a running `ringmaster up` (default: ${DEFAULT-VALUE})")
  private String adminUrl = "http://localhost:5001";

  @Mixin private Output output = new Output();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws UserError {
    try {
      JsonObject status = new JsonObject(get(url()));
      Commands.print(
          spec,
          output.json() ? status.encodePrettily() : StatusTable.of(status, Colors.out()).strip());
      return 0;
    } catch (IOException nobody) {
      throw absent("nothing answers (" + nobody.getMessage() + "): is `ringmaster up` running?");
    } catch (RuntimeException odd) {
      // The JSON library's own, and a cast that fails on a field of another type.
      throw absent("got an answer that is not a balancer's, expected the admin port's list");
    }
  }

  private URL url() throws UserError {
    try {
      URI uri = URI.create(adminUrl);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null) {
        String base = adminUrl.replaceFirst("/+$", "");
        return URI.create(base + PATH).toURL();
      }
    } catch (IllegalArgumentException | IOException notOne) {
      // Refused below.
    }
    throw new UserError(
        "--admin-url: got \"%s\", expected a URL such as http://localhost:5001"
            .formatted(adminUrl));
  }

  private String get(URL url) throws IOException, UserError {
    HttpURLConnection request = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    request.setConnectTimeout(TIMEOUT_MILLIS);
    request.setReadTimeout(TIMEOUT_MILLIS);
    request.setRequestProperty("Accept", "application/json");
    int status = request.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK) {
      throw absent("got status %d from %s, expected 200".formatted(status, PATH));
    }
    try (InputStream body = request.getInputStream()) {
      return new String(body.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
  }

  private UserError absent(String why) {
    return UserError.absent(adminUrl + ": " + why);
  }
}
