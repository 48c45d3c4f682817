/**
 * The one validated model of the {@code LoadBalancer} resource, the same wherever it runs. It reads
 * no file and no YAML: it takes the parsed tree and answers with a model or with every problem. The
 * door is {@link dev.ringmaster.spec.SpecReader}.
 */
@NullMarked
package dev.ringmaster.spec;

import org.jspecify.annotations.NullMarked;
