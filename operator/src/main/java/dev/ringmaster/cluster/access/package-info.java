/**
 * Asks the API server who sends a request to the admin port, and whether they may: by TokenReview
 * and SubjectAccessReview. It has no opinion of its own, and without an answer nobody may do
 * anything. The door is {@link dev.ringmaster.cluster.access.ClusterAccess}.
 */
@NullMarked
package dev.ringmaster.cluster.access;

import org.jspecify.annotations.NullMarked;
