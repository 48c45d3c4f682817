/**
 * The certificate of the admin port, from files that are replaced while it is served. It makes none
 * and judges no client. The door is {@link dev.ringmaster.admin.tls.TlsFiles}.
 */
@NullMarked
package dev.ringmaster.admin.tls;

import org.jspecify.annotations.NullMarked;
