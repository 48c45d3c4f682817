package dev.ringmaster.app.manifest;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * YAML as trees of maps, lists, strings, numbers, booleans and nulls. It is built from the parser's
 * events, so that a tree is never larger than its text: aliases are refused, the depth is bounded.
 */
final class YamlTrees {
  private static final int MAX_DEPTH = 100;

  private final Iterator<Event> events;

  private YamlTrees(Iterator<Event> events) {
    this.events = events;
  }

  /** One tree a document; null for an empty one. */
  static List<@Nullable Object> read(String text) throws YamlException {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    try {
      return new YamlTrees(yaml.parse(new StringReader(text)).iterator()).documents();
    } catch (MarkedYAMLException e) {
      throw refusal(e.getProblemMark(), String.valueOf(e.getProblem()));
    } catch (ReaderException e) {
      throw unprintable(text, e);
    } catch (YAMLException e) {
      throw new YamlException(1, 1, String.valueOf(e.getMessage()));
    }
  }

  private static YamlException unprintable(String text, ReaderException e) {
    int at =
        text.offsetByCodePoints(
            0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
    int lineStart = text.lastIndexOf('\n', at - 1) + 1;
    int line = 1 + (int) text.substring(0, lineStart).chars().filter(c -> c == '\n').count();
    String reason = String.format("the character U+%04X may not stand in YAML", e.getCodePoint());
    return new YamlException(line, at - lineStart + 1, reason);
  }

  private List<@Nullable Object> documents() throws YamlException {
    List<@Nullable Object> documents = new ArrayList<>();
    while (events.hasNext()) {
      if (events.next() instanceof NodeEvent root) {
        documents.add(value(root, 0));
      }
    }
    return documents;
  }

  private @Nullable Object value(Event event, int depth) throws YamlException {
    if (depth > MAX_DEPTH) {
      throw refusal(event.getStartMark(), "nested deeper than " + MAX_DEPTH + " levels");
    }
    return switch (event) {
      case ScalarEvent scalar -> scalar(scalar);
      case MappingStartEvent start -> mapping(depth);
      case SequenceStartEvent start -> list(depth);
      default -> throw refusal(event.getStartMark(), "an alias: write out what it stands for");
    };
  }

  private Map<String, @Nullable Object> mapping(int depth) throws YamlException {
    Map<String, @Nullable Object> mapping = new LinkedHashMap<>();
    for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
      String name = key(key);
      if (mapping.containsKey(name)) {
        throw refusal(key.getStartMark(), "the key \"" + name + "\" stands twice in one mapping");
      }
      mapping.put(name, value(events.next(), depth + 1));
    }
    return mapping;
  }

  private static String key(Event key) throws YamlException {
    if (key instanceof ScalarEvent scalar) {
      return scalar.getValue();
    }
    throw refusal(key.getStartMark(), "a key that is no text");
  }

  private List<@Nullable Object> list(int depth) throws YamlException {
    List<@Nullable Object> list = new ArrayList<>();
    for (Event item = events.next(); !(item instanceof SequenceEndEvent); item = events.next()) {
      list.add(value(item, depth + 1));
    }
    return list;
  }

  /** Quoted or called a string, it is one; a tag that means anything else is refused. */
  private static @Nullable Object scalar(ScalarEvent scalar) throws YamlException {
    String tag = scalar.getTag();
    if (tag == null) {
      return scalar.isPlain() ? YamlScalars.value(scalar.getValue()) : scalar.getValue();
    }
    if (tag.equals("!") || tag.equals(Tag.STR.getValue())) {
      return scalar.getValue();
    }
    throw refusal(scalar.getStartMark(), "the tag " + tag + ": leave it out");
  }

  private static YamlException refusal(@Nullable Mark mark, String reason) {
    return mark == null
        ? new YamlException(1, 1, reason)
        : new YamlException(mark.getLine() + 1, mark.getColumn() + 1, reason);
  }
}
