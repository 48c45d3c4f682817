package dev.ringmaster.app.analyze;

import dev.ringmaster.analyze.Report;
import dev.ringmaster.app.analyze.report.HtmlReport;
import dev.ringmaster.app.analyze.report.JsonReport;
import dev.ringmaster.app.cli.Home;
import dev.ringmaster.app.cli.Signals;
import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.app.terminal.Colors;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ringmaster analyze}: measures a balancer and writes a report. */
@Command(
    name = "analyze",
    description = {
      "Runs the four analyses of the classic exercise: load per replica, load by number of replicas,"
          + " endpoints and a killed replica, all algorithms. Writes an HTML report and JSON.",
      "With --url, replicas of that balancer are added, removed and one of them is killed."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class AnalyzeCommand implements Callable<Integer> {
  private static final int SOMETHING_WRONG = 1;
  private static final int INTERRUPTED = 130;

  /** A signal so soon after the first is the same one. */
  private static final long ECHO_NANOS = 500_000_000;

  private static final int DATA_PORT = 5000;
  private static final int ADMIN_PORT = 5001;
  private static final int MOST_REQUESTS = 10_000_000;
  private static final int MOST_CONNECTIONS = 1_000;
  private static final long SEED = 1;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "a running balancer with the classic API (default: one is started)")
  private @Nullable String url;

  @Option(
      names = "--admin-url",
      paramLabel = "URL",
      description =
          "its admin API, to find a replica that can be killed (default: port 5001, where --url has"
              + " 5000)")
  private @Nullable String adminUrl;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "for each measurement (default: ${DEFAULT-VALUE})")
  private int requests = 10_000;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "requests in flight at all times (default: ${DEFAULT-VALUE})")
  private int connections = 64;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "the HTML page (default: ${DEFAULT-VALUE})")
  private Path report = Path.of("analyze.html");

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "the figures (default: ${DEFAULT-VALUE})")
  private Path json = Path.of("analyze.json");

  private volatile long firstSignal;

  @Override
  public Integer call() throws Exception {
    AnalysisOptions options = options(Home.find().folder());
    for (Map.Entry<String, Path> file : Map.of("--report", report, "--json", json).entrySet()) {
      checkWritable(file.getKey(), file.getValue());
    }
    Progress progress = new Progress(System.out, Colors.isTerminal("out"));
    Analysis analysis = new Analysis(options, progress);
    Thread main = Thread.currentThread();
    Signals.onEach(count -> signalled(count, main, analysis));
    try {
      return finish(analysis.run(), progress);
    } catch (InterruptedException stopped) {
      progress.say(
          "interrupted: what was changed is put back, nothing is left running, no report is written");
      return INTERRUPTED;
    }
  }

  private int finish(Report found, Progress progress) throws UserError {
    write("--report", report, HtmlReport.page(found));
    write("--json", json, JsonReport.text(found));
    progress.say("");
    found
        .verdicts()
        .forEach(verdict ->
            progress.say(
                "%-4s  %s: %s".formatted(verdict.outcome(), verdict.title(), verdict.text())));
    progress.say("");
    progress.say("Report: " + report.toAbsolutePath() + "   JSON: " + json.toAbsolutePath());
    return found.passes() ? 0 : SOMETHING_WRONG;
  }

  /** The first is obeyed as soon as what was changed is put back, the second at once. */
  private void signalled(int count, Thread main, Analysis analysis) {
    long now = System.nanoTime();
    if (count == 1) {
      firstSignal = now;
      main.interrupt();
    } else if (now - firstSignal > ECHO_NANOS) {
      analysis.abort();
      Runtime.getRuntime().halt(INTERRUPTED);
    }
  }

  private AnalysisOptions options(Path home) throws UserError {
    checkRange("--requests", requests, MOST_REQUESTS);
    checkRange("--connections", connections, MOST_CONNECTIONS);
    URI target = url == null ? null : address("--url", url);
    return new AnalysisOptions(target, admin(target), requests, connections, SEED, launch(home));
  }

  private @Nullable URI admin(@Nullable URI target) throws UserError {
    if (adminUrl != null) {
      return address("--admin-url", adminUrl);
    }
    return target != null && target.getPort() == DATA_PORT
        ? URI.create("http://" + target.getHost() + ":" + ADMIN_PORT)
        : null;
  }

  private static List<String> launch(Path home) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-Dringmaster.home=" + home,
        "-jar",
        home.resolve("ringmaster.jar").toString());
  }

  private static URI address(String option, String text) throws UserError {
    try {
      URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getPath().isEmpty()) {
        return uri;
      }
    } catch (IllegalArgumentException malformed) {
      // As any other that is no such address.
    }
    throw new UserError("%s: got %s, expected http://HOST:PORT".formatted(option, text));
  }

  private static void checkRange(String option, int value, int most) throws UserError {
    if (value < 1 || value > most) {
      throw new UserError(
          "%s: got %d, expected a number from 1 to %d".formatted(option, value, most));
    }
  }

  /** Known before minutes are spent. */
  private static void checkWritable(String option, Path file) throws UserError {
    boolean there = Files.exists(file);
    try {
      Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
      if (!there) {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw notWritable(option, file, failure);
    }
  }

  private static void write(String option, Path file, String text) throws UserError {
    try {
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw notWritable(option, file, failure);
    }
  }

  private static UserError notWritable(String option, Path file, IOException failure) {
    String reason =
        failure instanceof FileSystemException system && system.getReason() != null
            ? system.getReason()
            : failure.getClass().getSimpleName();
    return new UserError(
        "%s: got %s (%s), expected a file that can be written".formatted(option, file, reason));
  }
}
