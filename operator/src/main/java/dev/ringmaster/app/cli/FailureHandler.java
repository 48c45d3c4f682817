package dev.ringmaster.app.cli;

import dev.ringmaster.app.terminal.Colors;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells a {@link UserError} line by line; everything else is a defect and shows as one. */
public final class FailureHandler implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    if (!(failure instanceof UserError error)) {
      throw failure;
    }
    PrintWriter err = command.getErr();
    String program = Colors.err().red("ringmaster:");
    error.lines().forEach(text -> err.println(program + " " + text));
    return error.exitCode();
  }
}
