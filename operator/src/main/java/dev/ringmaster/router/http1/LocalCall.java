package dev.ringmaster.router.http1;

import dev.ringmaster.router.backend.LocalApi;
import dev.ringmaster.router.head.Answers;
import dev.ringmaster.traffic.Refusal;
import dev.ringmaster.traffic.RefusalListener;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A call that the balancer answers itself: reads the body, bounded, and sends the answer. */
final class LocalCall implements RequestSink {
  private final ClientConnection client;
  private final LocalApi local;
  private final RefusalListener refusals;
  private final String method;
  private final String path;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private boolean gone;

  LocalCall(
      ClientConnection client,
      LocalApi local,
      RefusalListener refusals,
      String method,
      String path) {
    this.client = client;
    this.local = local;
    this.refusals = refusals;
    this.method = method;
    this.path = path;
  }

  @Override
  public void body(ByteBuf piece) {
    byte[] bytes = new byte[piece.readableBytes()];
    piece.readBytes(bytes).release();
    if (body.size() <= LocalApi.MAX_BODY) {
      body.writeBytes(bytes);
    }
  }

  @Override
  public void end() {
    if (body.size() > LocalApi.MAX_BODY) {
      refusals.refused(Refusal.BODY_TOO_LARGE);
      client.answer(Answers.of(Refusal.BODY_TOO_LARGE), false);
      return;
    }
    // How long it takes is the balancer's own business.
    client.watch().rest();
    local.handle(method, path, body.toByteArray(), reply -> client.later(() -> send(reply)));
  }

  private void send(LocalApi.Reply reply) {
    if (!gone) {
      client.answer(Answers.of(reply), false);
    }
  }

  @Override
  public boolean hasBegun() {
    return false;
  }

  @Override
  public void late(long now) {
    client.channel().close();
  }

  @Override
  public void brokenOff(@Nullable Refusal refusal) {
    gone = true;
    if (refusal != null) {
      refusals.refused(refusal);
    }
  }
}
