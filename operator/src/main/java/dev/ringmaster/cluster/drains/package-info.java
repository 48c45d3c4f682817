/**
 * What all routers still have in flight at Pods that drain, found out by asking each of them. It
 * marks and ends nothing, and speaks no protocol: who asks a router is handed in. The door is
 * {@link dev.ringmaster.cluster.drains.DrainWatch}.
 */
@NullMarked
package dev.ringmaster.cluster.drains;

import org.jspecify.annotations.NullMarked;
