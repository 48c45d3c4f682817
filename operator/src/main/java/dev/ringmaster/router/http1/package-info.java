/**
 * The engine: HTTP/1.1 from client to replica and back on Netty's event loops, heads rewritten in
 * place, bodies forwarded as read. It decides nothing about keys, health or retries, and speaks no
 * other protocol. The door is {@link dev.ringmaster.router.http1.Http1Engine}.
 */
@NullMarked
package dev.ringmaster.router.http1;

import org.jspecify.annotations.NullMarked;
