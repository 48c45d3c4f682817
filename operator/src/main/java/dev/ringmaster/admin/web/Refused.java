package dev.ringmaster.admin.web;

/** Thrown where a request is refused; nothing was changed. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Problem problem;

  public Refused(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  /** Nothing can be made of what was sent. */
  public static Refused badRequest(String detail) {
    return new Refused(Problem.badRequest(detail));
  }

  Problem problem() {
    return problem;
  }
}
