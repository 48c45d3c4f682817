package dev.ringmaster.view;

import org.jspecify.annotations.Nullable;

/**
 * Whose a key is.
 *
 * @param hash the key's place in the hash space
 * @param owner null where nobody is desired
 * @param routedTo who gets the key's requests now, the bound on the load aside: the owner, or while
 *     that is away the next of the walk; null where nobody takes requests
 */
public record OwnerView(long hash, @Nullable Place owner, @Nullable MemberView routedTo) {
  /**
   * An ordinal and who holds it.
   *
   * @param holder null while nobody does
   */
  public record Place(int ordinal, @Nullable MemberView holder) {}
}
