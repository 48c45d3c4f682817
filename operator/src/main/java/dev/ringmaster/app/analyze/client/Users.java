package dev.ringmaster.app.analyze.client;

import java.util.Random;

/** The users that the requests come from. */
public final class Users {
  public static final int NUMBER = 1_000_000;

  private Users() {}

  /** Uniform over all of them. */
  public static String any(Random random) {
    return "user-" + random.nextInt(NUMBER);
  }
}
