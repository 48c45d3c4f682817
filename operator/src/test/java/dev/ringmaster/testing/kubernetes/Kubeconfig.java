package dev.ringmaster.testing.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The file form of credentials, as kubectl reads it: JSON, which is YAML. */
final class Kubeconfig {
  private static final String NAME = "test";

  private Kubeconfig() {}

  static Path write(Config config, Path file) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("apiVersion", "v1");
    content.put("kind", "Config");
    content.put("clusters", List.of(Map.of("name", NAME, "cluster", cluster(config))));
    content.put("users", List.of(Map.of("name", NAME, "user", user(config))));
    content.put("contexts", List.of(Map.of("name", NAME, "context", context(config))));
    content.put("current-context", NAME);
    try {
      Files.writeString(file, new KubernetesSerialization().asJson(content));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return file;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Map<String, Object> cluster(Config config) {
    Map<String, Object> cluster = new LinkedHashMap<>();
    cluster.put("server", config.getMasterUrl());
    put(cluster, "certificate-authority", config.getCaCertFile());
    put(cluster, "certificate-authority-data", config.getCaCertData());
    return cluster;
  }

  private static Map<String, Object> user(Config config) {
    Map<String, Object> user = new LinkedHashMap<>();
    put(user, "token", config.getOauthToken());
    put(user, "client-certificate", config.getClientCertFile());
    put(user, "client-certificate-data", config.getClientCertData());
    put(user, "client-key", config.getClientKeyFile());
    put(user, "client-key-data", config.getClientKeyData());
    put(user, "as", config.getImpersonateUsername());
    String[] groups = config.getImpersonateGroups();
    if (groups != null && groups.length > 0) {
      user.put("as-groups", List.of(groups));
    }
    return user;
  }

  private static Map<String, Object> context(Config config) {
    Map<String, Object> context = new LinkedHashMap<>(Map.of("cluster", NAME, "user", NAME));
    put(context, "namespace", config.getNamespace());
    return context;
  }

  private static void put(Map<String, Object> to, String key, @Nullable String value) {
    if (value != null) {
      to.put(key, value);
    }
  }
}
