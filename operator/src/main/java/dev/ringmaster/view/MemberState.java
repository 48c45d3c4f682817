package dev.ringmaster.view;

/** How a replica fares. */
public enum MemberState {
  /** Never answered a probe. */
  STARTING("Starting"),
  READY("Ready"),
  /** Failed lately, still routed to. */
  SUSPECT("Suspect"),
  /** Runs, and is not routed to. */
  EJECTED("Ejected"),
  /** Finishes what it has. */
  DRAINING("Draining");

  private final String label;

  MemberState(String label) {
    this.label = label;
  }

  /** As people read it. */
  public String label() {
    return label;
  }

  /** It takes requests. */
  public boolean ready() {
    return this == READY || this == SUSPECT;
  }
}
