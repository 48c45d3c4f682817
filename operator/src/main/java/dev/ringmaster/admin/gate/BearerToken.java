package dev.ringmaster.admin.gate;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the token of RFC 6750 in a request's head. */
final class BearerToken {
  private static final Pattern CREDENTIALS = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/-]+=*)");

  private BearerToken() {}

  /**
   * The token, which is sent once.
   *
   * @param authorization all values of the header
   */
  static Optional<String> of(List<String> authorization) {
    if (authorization.size() != 1) {
      return Optional.empty();
    }
    Matcher credentials = CREDENTIALS.matcher(authorization.getFirst().strip());
    return credentials.matches() ? Optional.of(credentials.group(1)) : Optional.empty();
  }
}
