package dev.ringmaster.badhouse.router;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

/** All the ways to stop an event loop. */
final class Blocker {
  void lock(ReentrantLock lock) {
    lock.lock();
  }

  synchronized int hashed() {
    return hashCode();
  }

  String got(Future<String> future) throws ExecutionException, InterruptedException {
    return future.get();
  }

  String joined(CompletableFuture<String> future) {
    return future.join();
  }

  void waited(CountDownLatch latch) throws InterruptedException {
    latch.await();
  }

  void slept() throws InterruptedException {
    Thread.sleep(1);
  }
}
