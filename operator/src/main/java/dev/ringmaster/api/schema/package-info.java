/**
 * What several parts of the resource are written with: annotations for its schema, and an object
 * whose fields are another API's. It holds no field of the resource. The door is {@link
 * dev.ringmaster.api.schema.ApiType}.
 */
@NullMarked
package dev.ringmaster.api.schema;

import org.jspecify.annotations.NullMarked;
