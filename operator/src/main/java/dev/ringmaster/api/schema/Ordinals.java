package dev.ringmaster.api.schema;

/** Rules for ordinals where they are the keys of a mapping. */
public final class Ordinals {
  /** 0 to 1063, without leading zeros. */
  public static final String KEYS =
      "self.all(k, k.matches('^(0|[1-9][0-9]{0,3})$') && int(k) <= 1063)";

  /** What to say where a key is none of {@link #KEYS}. */
  public static final String KEYS_WORDS = "expected ordinals from 0 to 1063 as keys";

  private Ordinals() {}
}
