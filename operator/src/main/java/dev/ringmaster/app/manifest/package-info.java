/**
 * Reads manifests from files of YAML. It knows files, text and YAML and judges none of the fields:
 * that is the room {@code spec}. The door is {@link dev.ringmaster.app.manifest.ManifestReader}.
 */
@NullMarked
package dev.ringmaster.app.manifest;

import org.jspecify.annotations.NullMarked;
