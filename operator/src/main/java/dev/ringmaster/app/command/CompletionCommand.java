package dev.ringmaster.app.command;

import dev.ringmaster.app.cli.Version;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringmaster completion}. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes commands, options and their values by the Tab key.",
      "",
      "bash: source <(ringmaster completion bash)",
      "zsh:  source <(ringmaster completion zsh)",
      "",
      "Put the line into ~/.bashrc or ~/.zshrc to have it in every shell."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:printed", "2:no such shell"})
public final class CompletionCommand implements Callable<Integer> {
  /** One script serves both: under zsh it loads what understands bash's completions. */
  enum Shell {
    bash,
    zsh
  }

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine root = Objects.requireNonNull(spec).root().commandLine();
    Commands.print(spec, AutoComplete.bash(root.getCommandName(), root).stripTrailing());
    return 0;
  }

  /** Checked by its type, and of no further use. */
  @Parameters(paramLabel = "SHELL", description = "bash or zsh")
  void shell(Shell shell) {}
}
