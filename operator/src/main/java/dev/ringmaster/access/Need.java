package dev.ringmaster.access;

/** What somebody must be allowed to, as Kubernetes has it: a verb, and what it is done to. */
public sealed interface Need {
  /** As it follows "may not". */
  String words();

  /**
   * Something done to balancers.
   *
   * @param subresource empty for none
   * @param namespace empty for all
   * @param name empty for all
   */
  record OfBalancers(String verb, String subresource, String namespace, String name)
      implements Need {
    /** Looking at one. */
    public static OfBalancers get(String namespace, String name) {
      return new OfBalancers("get", "", namespace, name);
    }

    /** Looking at all of a namespace. */
    public static OfBalancers list(String namespace) {
      return new OfBalancers("list", "", namespace, "");
    }

    /** Changing anything of one. */
    public static OfBalancers update(String namespace, String name) {
      return new OfBalancers("update", "", namespace, name);
    }

    /** Changing how many replicas one has. */
    public static OfBalancers scale(String namespace, String name) {
      return new OfBalancers("update", "scale", namespace, name);
    }

    @Override
    public String words() {
      return "%s loadbalancers%s in %s"
          .formatted(
              verb,
              subresource.isEmpty() ? "" : "/" + subresource,
              namespace.isEmpty() ? "all namespaces" : "namespace " + namespace);
    }
  }

  /**
   * Something done to the process, by its path: a non-resource URL.
   *
   * @param verb the method in lower case
   */
  record OfPath(String verb, String path) implements Need {
    @Override
    public String words() {
      return verb + " " + path;
    }
  }
}
