package dev.ringmaster.app.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Ctrl-C and its kin. A shutdown hook would do for the first signal, but could neither choose the
 * exit code nor hear the second.
 *
 * <p>{@code sun.misc.Signal} belongs to the supported module {@code jdk.unsupported} (JEP 260), but
 * javac warns of every mention of it and can't be told not to; hence by reflection.
 */
public final class Signals {
  private Signals() {}

  /**
   * Calls the handler with 1 for the first signal, 2 for the second and so on.
   *
   * <p>A signal that the parent process ignores ({@code nohup}) stays ignored.
   */
  public static void onEach(IntConsumer handler) throws ReflectiveOperationException {
    AtomicInteger count = new AtomicInteger();
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Object ours =
        Proxy.newProxyInstance(
            handlerType.getClassLoader(),
            new Class<?>[] {handlerType},
            (proxy, method, arguments) -> {
              handler.accept(count.incrementAndGet());
              return null;
            });
    for (String name : List.of("INT", "TERM", "HUP")) {
      try {
        signal
            .getMethod("handle", signal, handlerType)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
      } catch (InvocationTargetException ignoredByParent) {
        // Stays as the parent wanted it.
      }
    }
  }
}
