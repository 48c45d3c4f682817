package dev.ringmaster.admin.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** A certificate that signs itself and its key, in a folder, as a Secret is mounted. */
public final class PemPair {
  private static final char[] SECRET = "changeit".toCharArray();

  private PemPair() {}

  /** Where the certificate is. */
  public static Path certificate(Path folder) {
    return folder.resolve("tls.crt");
  }

  /** Where the key is. */
  public static Path key(Path folder) {
    return folder.resolve("tls.key");
  }

  /**
   * Writes both, over those that are there.
   *
   * @param name common name of the certificate
   * @param algorithm RSA or EC
   */
  public static void make(Path folder, String name, String algorithm) throws Exception {
    Path store = Files.createTempDirectory(folder, "store").resolve("store.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process made =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(SECRET))
            .redirectErrorStream(true)
            .start();
    String output = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(made.waitFor()).as(output).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (var file = Files.newInputStream(store)) {
      keys.load(file, SECRET);
    }
    write(certificate(folder), "CERTIFICATE", keys.getCertificate("a").getEncoded());
    write(key(folder), "PRIVATE KEY", keys.getKey("a", SECRET).getEncoded());
  }

  private static void write(Path file, String kind, byte[] der) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(kind, Base64.getMimeEncoder().encodeToString(der), kind));
  }
}
