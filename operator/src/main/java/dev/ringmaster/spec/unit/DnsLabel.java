package dev.ringmaster.spec.unit;

import java.util.regex.Pattern;

/** A DNS label (RFC 1123), as namespaces, balancers and volumes are named. */
public final class DnsLabel {
  /** All of a text has to match. */
  public static final Pattern PATTERN = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  private DnsLabel() {}

  /** The text is one. */
  public static boolean is(String text) {
    return PATTERN.matcher(text).matches();
  }
}
