package dev.ringmaster.router.wire;

/** What a scanner passed of a body in chunks: all of it, and what the chunks carry. */
final class ScannedChunks implements ChunkScanner.Sink {
  final StringBuilder all = new StringBuilder();
  final StringBuilder data = new StringBuilder();
  private final String text;

  ScannedChunks(String text) {
    this.text = text;
  }

  @Override
  public void framing(int from, int to) {
    all.append(text, from, to);
  }

  @Override
  public void data(int from, int to) {
    all.append(text, from, to);
    data.append(text, from, to);
  }
}
