/**
 * Joins the balancers of this process with what counts and shows them. It decides nothing and
 * serves nothing itself. The door is {@link dev.ringmaster.app.admin.AdminSide}.
 */
@NullMarked
package dev.ringmaster.app.admin;

import org.jspecify.annotations.NullMarked;
