package dev.ringmaster.replica;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;

/**
 * What the environment asks for.
 *
 * @param ordinal digits, or empty where none was given
 */
record Settings(String bind, int port, String serverId, String ordinal) {
  private static final int DEFAULT_PORT = 5000;
  private static final int HIGHEST_PORT = 65_535;

  static Settings from(Map<String, String> environment) {
    String serverId = text(environment, "SERVER_ID");
    String bind = text(environment, "BIND");
    return new Settings(
        bind.isEmpty() ? "0.0.0.0" : bind,
        port(text(environment, "PORT")),
        serverId.isEmpty() ? hostName() : serverId,
        ordinal(text(environment, "REPLICA_ORDINAL")));
  }

  private static String text(Map<String, String> environment, String name) {
    return environment.getOrDefault(name, "");
  }

  private static int port(String text) {
    return text.isEmpty() ? DEFAULT_PORT : number("PORT", text, HIGHEST_PORT);
  }

  private static String ordinal(String text) {
    return text.isEmpty()
        ? ""
        : Integer.toString(number("REPLICA_ORDINAL", text, Integer.MAX_VALUE));
  }

  private static int number(String name, String text, int highest) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number <= highest) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below, with what was expected
    }
    throw new IllegalArgumentException(
        name + ": " + Json.quote(text) + " (expected: a whole number from 0 to " + highest + ")");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "replica";
    }
  }
}
