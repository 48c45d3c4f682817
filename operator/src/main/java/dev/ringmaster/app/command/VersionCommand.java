package dev.ringmaster.app.command;

import dev.ringmaster.app.cli.Version;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ringmaster version}. */
@Command(
    name = "version",
    description = "Prints the version of Ringmaster, of the JDK and of the system.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = "0:printed")
public final class VersionCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    String text =
        output.json()
            ? new JsonObject()
                .put("version", Version.number())
                .put("jdk", System.getProperty("java.runtime.version"))
                .put("os", System.getProperty("os.name"))
                .put("arch", System.getProperty("os.arch"))
                .encodePrettily()
            : String.join(System.lineSeparator(), new Version().getVersion());
    Commands.print(spec, text);
    return 0;
  }
}
