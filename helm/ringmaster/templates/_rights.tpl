{{/*
All that the operator may do. Whoever adds a call to the API server adds a line here and writes deploy/
anew (CONTRIBUTING.md); DeployIT fails for a right that is missing or not used.
*/}}

{{/* In the namespaces that it looks after. */}}
{{- define "ringmaster.rights.balancers" -}}
rules:
  # patch: what the admin port is asked for (scale, add, rm).
  - apiGroups: [ringmaster.dev]
    resources: [loadbalancers]
    verbs: [get, list, watch, patch]
  - apiGroups: [ringmaster.dev]
    resources: [loadbalancers/status]
    verbs: [update]
  # To own what it makes in the name of a balancer (blockOwnerDeletion).
  - apiGroups: [ringmaster.dev]
    resources: [loadbalancers/finalizers]
    verbs: [update]
  - apiGroups: [""]
    resources: [pods]
    # patch: the mark of one that drains.
    verbs: [get, list, watch, create, patch, delete]
  # spec.volumeClaimTemplates; they are never deleted.
  - apiGroups: [""]
    resources: [persistentvolumeclaims]
    verbs: [create]
  - apiGroups: [""]
    resources: [services]
    verbs: [get, list, watch, create, patch]
  - apiGroups: [policy]
    resources: [poddisruptionbudgets]
    verbs: [get, list, watch, create, patch]
  - apiGroups: [discovery.k8s.io]
    resources: [endpointslices]
    verbs: [list, watch, create, patch]
  - apiGroups: [""]
    resources: [events]
    verbs: [create, patch]
{{- end }}

{{/* Of the cluster itself. */}}
{{- define "ringmaster.rights.cluster" -}}
rules:
  # A replica on a node that is out of reach gets a successor at once. Without this right it waits
  # for Kubernetes to give the Pod up.
  - apiGroups: [""]
    resources: [nodes]
    verbs: [list, watch]
  - apiGroups: [authorization.k8s.io]
    resources: [selfsubjectaccessreviews]
    verbs: [create]
  # Who calls the admin port, and what they may.
  - apiGroups: [authentication.k8s.io]
    resources: [tokenreviews]
    verbs: [create]
  - apiGroups: [authorization.k8s.io]
    resources: [subjectaccessreviews]
    verbs: [create]
  # Whether the operator whose a balancer is, in another namespace, is alive.
  - apiGroups: [coordination.k8s.io]
    resources: [leases]
    resourceNames: [ringmaster]
    verbs: [get]
  # What its other replicas have in flight at Pods that drain.
  - nonResourceURLs: [/api/v1/draining]
    verbs: [get]
{{- end }}

{{/* In its own namespace: the Lease decides who reconciles, the Pods are the routers. */}}
{{- define "ringmaster.rights.home" -}}
rules:
  # A create has no name yet that could be compared.
  - apiGroups: [coordination.k8s.io]
    resources: [leases]
    verbs: [create]
  - apiGroups: [coordination.k8s.io]
    resources: [leases]
    resourceNames: [ringmaster]
    verbs: [get, patch]
  - apiGroups: [""]
    resources: [pods]
    verbs: [list, watch]
{{- end }}
