package dev.ringmaster.app;

import dev.ringmaster.app.analyze.AnalyzeCommand;
import dev.ringmaster.app.aot.AotCachesCommand;
import dev.ringmaster.app.aot.Rehearsal;
import dev.ringmaster.app.cli.FailureHandler;
import dev.ringmaster.app.cli.Version;
import dev.ringmaster.app.command.CompletionCommand;
import dev.ringmaster.app.command.StatusCommand;
import dev.ringmaster.app.command.ValidateCommand;
import dev.ringmaster.app.command.VersionCommand;
import dev.ringmaster.app.operator.OperatorCommand;
import dev.ringmaster.app.preview.PreviewCommand;
import dev.ringmaster.app.terminal.Colors;
import dev.ringmaster.app.terminal.Logging;
import dev.ringmaster.app.up.UpCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "ringmaster",
    description = "Keeps N replicas of a service alive and routes HTTP to them by consistent hash.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it did what was asked",
      "1:it could not: a defect, or what was asked for is not there",
      "2:something for you to change",
      "130:a second Ctrl-C cut `up` short"
    })
public final class Main {
  private static final String COMPLETION = "completion";

  /** By name, as their annotations have it. */
  private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("up", UpCommand::begin);
    COMMANDS.put("operator", OperatorCommand::new);
    COMMANDS.put("preview", PreviewCommand::new);
    COMMANDS.put("analyze", AnalyzeCommand::new);
    COMMANDS.put("status", StatusCommand::new);
    COMMANDS.put("validate", ValidateCommand::new);
    COMMANDS.put("version", VersionCommand::new);
    COMMANDS.put(COMPLETION, CompletionCommand::new);
    COMMANDS.put("aot-caches", AotCachesCommand::new);
  }

  @Spec private @Nullable CommandSpec spec;

  private Main() {}

  public static void main(String[] args) {
    CompletableFuture<@Nullable Void> rehearsal = Rehearsal.begin();
    int code = run(args);
    rehearsal.join();
    System.exit(code);
  }

  private static int run(String[] args) {
    Colors.install();
    Logging.install();
    List<Object> commands = commands(args.length == 0 ? "" : args[0]);
    CommandLine line = new CommandLine(new Main());
    commands.forEach(line::addSubcommand);
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new FailureHandler())
        .execute(args);
  }

  /** To read the annotations of all commands would cost each start a tenth of a second. */
  private static List<Object> commands(String asked) {
    Supplier<Object> one = COMMANDS.get(asked);
    return one == null || asked.equals(COMPLETION)
        ? COMMANDS.values().stream().map(Supplier::get).toList()
        : List.of(one.get());
  }

  @Option(
      names = "--no-color",
      scope = ScopeType.INHERIT,
      description = "no colour, also on a terminal (as the variable NO_COLOR says)")
  void noColor(boolean plain) {
    if (plain) {
      Colors.disable();
    }
  }

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      scope = ScopeType.INHERIT,
      description = "diagnostics on stderr: error, warn, info, debug or trace (default: warn)")
  void logLevel(String level) {
    if (spec != null && !Logging.level(level)) {
      throw new ParameterException(
          spec.commandLine(),
          "--log-level: got \"%s\", expected one of %s".formatted(level, Logging.LEVEL_NAMES));
    }
  }
}
