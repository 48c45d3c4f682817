package dev.ringmaster.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page for users, as far as it can be tried: blocks of {@code console}, where what follows a
 * {@code $} is typed and all else is printed; scripts, blocks of {@code sh}; and manifests, blocks
 * of {@code yaml}.
 */
public record Page(List<Command> commands, List<String> scripts, List<String> manifests) {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
  private static final Pattern RUNS = Pattern.compile("([A-Z]+=\\$\\()?(kubectl|curl) .*");

  /** These wait for ever, or would take what other tests need. */
  private static final Pattern NOT_HERE =
      Pattern.compile("kubectl (port-forward|delete -f (crds|deploy)/).*");

  /** What a command printed is different each time; in its place stands what it is. */
  private static final List<String[]> VARIABLE =
      List.of(
          new String[] {"(?m)^Waiting for deployment.*\\n", ""},
          new String[] {"\\b(created|configured|unchanged)\\b", "applied"},
          new String[] {"\\b(web-\\d+)-[a-z0-9]{5}\\b", "$1-xxxxx"},
          new String[] {"\\b10\\.96\\.\\d+\\.\\d+", "IP"},
          new String[] {"\\b(127|10)\\.\\d+\\.\\d+\\.\\d+", "IP"},
          new String[] {
            "\\b\\d+(m(\\d+s)?|s)( \\(x\\d+ over \\d+(m(\\d+s)?|s)\\))?(?=\\s|$)", "AGE"
          },
          new String[] {"\\b(worker|router)\\S*", "NODE"},
          new String[] {"(?m) from \\S+ namespace$", ""},
          new String[] {"[ \\t]+", " "});

  /** Stands for lines that are left out; the others may have come in another order. */
  private static final String MORE = "…";

  /**
   * A command with what the page says that it prints.
   *
   * @param text as typed, without the prompt
   */
  public record Command(String text, String prints) {
    /** An API server is all that it needs. */
    boolean runsHere() {
      return RUNS.matcher(text).lookingAt() && !NOT_HERE.matcher(text).lookingAt();
    }

    /** It printed this, in the namespace default. */
    boolean printed(String output) {
      List<String> told = plain(prints);
      List<String> found = plain(output);
      return told.contains(MORE)
          ? told.stream().filter(line -> !line.equals(MORE)).allMatch(found::contains)
          : told.equals(found);
    }

    /** Later commands use its variable. */
    boolean isAssignment() {
      return text.matches("(?s)[A-Z]+=.*");
    }
  }

  /** Reads it. */
  public static Page read(Path file) throws IOException {
    Page page = new Page(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Matcher blocks = BLOCK.matcher(Files.readString(file));
    while (blocks.find()) {
      String text = blocks.group(2);
      switch (blocks.group(1)) {
        case "console" -> page.commands().addAll(commands(text));
        case "sh" -> page.scripts().add(text);
        case "yaml" -> page.manifests().add(text);
        default -> throw new IOException(file + ": a block of " + blocks.group(1));
      }
    }
    return page;
  }

  private static List<Command> commands(String block) {
    List<Command> commands = new ArrayList<>();
    for (String part : block.split("(?m)^\\$ ", -1)) {
      if (!part.isEmpty()) {
        String[] lines = part.split("\n", 2);
        commands.add(new Command(lines[0], lines[1]));
      }
    }
    return commands;
  }

  /** The lines, the same for whatever means the same. */
  private static List<String> plain(String printed) {
    String plain = printed;
    for (String[] variable : VARIABLE) {
      plain = plain.replaceAll(variable[0], variable[1]);
    }
    return plain.strip().lines().map(String::strip).toList();
  }
}
