{{/* What the product is called in labels. */}}
{{- define "ringmaster.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Name of the objects in the release's namespace. A Service's name has no dots and 63 letters. */}}
{{- define "ringmaster.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $full := contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name) -}}
{{- default $full .Values.fullnameOverride | replace "." "-" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Name of the objects elsewhere: no other release has it, since neither part has a colon. */}}
{{- define "ringmaster.scoped" -}}
{{ .Release.Namespace }}:{{ include "ringmaster.fullname" . }}
{{- end }}

{{/* The same for kinds whose names have no colon; a namespace's name has no dot. */}}
{{- define "ringmaster.dotted" -}}
{{ .Release.Namespace }}.{{ include "ringmaster.fullname" . }}
{{- end }}

{{- define "ringmaster.selector" -}}
app.kubernetes.io/name: {{ include "ringmaster.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "ringmaster.labels" -}}
{{ include "ringmaster.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "ringmaster.account" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "ringmaster.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "ringmaster.image" -}}
{{- with .Values.image }}
{{- .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag }}{{ end }}
{{- end }}
{{- end }}

{{/* The operator's account, bound to a role: (list . KIND NAME). */}}
{{- define "ringmaster.binds" -}}
{{- $ := index . 0 -}}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ index . 1 }}
  name: {{ index . 2 }}
subjects:
  - kind: ServiceAccount
    name: {{ include "ringmaster.account" $ }}
    namespace: {{ $.Release.Namespace }}
{{- end }}

{{/* Values that say something else together than each alone. */}}
{{- define "ringmaster.check" -}}
{{- with .Values }}
{{- if and .serviceMonitor.enabled (not .service.admin) }}
{{- fail "serviceMonitor.enabled: got true, expected false where service.admin is false: metrics are at the admin port" }}
{{- end }}
{{- if and .serviceMonitor.enabled .admin.tokenAudiences (not .serviceMonitor.token.secretName) }}
{{- fail "serviceMonitor.token.secretName: got nothing, expected a Secret where admin.tokenAudiences is set: the token of Prometheus's account is made for the API server" }}
{{- end }}
{{- if and .serviceMonitor.tlsConfig (not .admin.tls.secretName) }}
{{- fail "serviceMonitor.tlsConfig: got a value, expected none where admin.tls.secretName is empty: the admin port speaks plain HTTP" }}
{{- end }}
{{- if and .metrics.readers (not .metrics.role) }}
{{- fail "metrics.readers: got accounts, expected none where metrics.role is false" }}
{{- end }}
{{- end }}
{{- end }}
