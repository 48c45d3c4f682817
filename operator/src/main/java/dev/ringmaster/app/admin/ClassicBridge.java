package dev.ringmaster.app.admin;

import dev.ringmaster.admin.ClassicApi;
import dev.ringmaster.router.backend.LocalApi;
import dev.ringmaster.scale.Scaling;
import java.util.function.Consumer;

/** Serves the classic calls on the router's port: the two rooms don't know each other. */
public record ClassicBridge(ClassicApi api) implements LocalApi {
  /** The calls of one balancer. */
  public static ClassicBridge to(Scaling scaling) {
    return new ClassicBridge(new ClassicApi(scaling));
  }

  @Override
  public boolean owns(String path) {
    return ClassicApi.owns(path);
  }

  @Override
  public void handle(String method, String path, byte[] body, Consumer<Reply> reply) {
    api.handle(method, path, body, answer -> reply.accept(replyOf(answer)));
  }

  @Override
  public Reply unknownPath(String path) {
    return replyOf(ClassicApi.unknownPath(path));
  }

  private static Reply replyOf(ClassicApi.Reply reply) {
    return new Reply(reply.status(), reply.allow(), reply.body());
  }
}
