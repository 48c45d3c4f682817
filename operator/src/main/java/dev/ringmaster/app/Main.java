package dev.ringmaster.app;

import dev.ringmaster.app.analyze.AnalyzeCommand;
import java.io.PrintWriter;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
    name = "ringmaster",
    description = "Keeps N replicas of a service alive and routes HTTP to them by consistent hash.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = UpCommand.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  /** Exit code for what the user typed, wrote or has to change. */
  static final int USER_ERROR = 2;

  private Main() {}

  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Main());
    line.addSubcommand(new AnalyzeCommand(() -> Home.find().folder(), Signals::onEach));
    line.setExecutionExceptionHandler((failure, command, parsed) -> {
      if (failure instanceof UserError error) {
        PrintWriter err = command.getErr();
        error.lines().forEach(text -> err.println("ringmaster: " + text));
        return USER_ERROR;
      }
      throw failure;
    });
    System.exit(line.execute(args));
  }

  /** The version that the build wrote into the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"ringmaster " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
  }
}
