package dev.ringmaster.admin.tls;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * Whether a certificate and a key belong together. Without it, two files of which only one has been
 * replaced yet would be served, and every handshake fail.
 */
final class KeyPairCheck {
  private static final List<String> KINDS = List.of("RSA", "EC");
  private static final byte[] SAMPLE = {1, 2, 3};

  private KeyPairCheck() {}

  /** What is wrong; empty for nothing. */
  static String problem(Vertx vertx, PemKeyCertOptions options) {
    try {
      for (KeyManager manager : options.getKeyManagerFactory(vertx).getKeyManagers()) {
        for (String kind : KINDS) {
          if (manager instanceof X509KeyManager keys && fits(keys, kind)) {
            return "";
          }
        }
      }
      return "the key is not the certificate's";
    } catch (Exception unread) {
      return String.valueOf(unread.getMessage());
    }
  }

  private static boolean fits(X509KeyManager keys, String kind) throws GeneralSecurityException {
    String[] aliases = keys.getServerAliases(kind, null);
    return aliases != null
        && aliases.length > 0
        && fits(
            keys.getPrivateKey(aliases[0]), keys.getCertificateChain(aliases[0])[0].getPublicKey());
  }

  private static boolean fits(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
    if (!secret.getAlgorithm().equals(open.getAlgorithm())) {
      return false;
    }
    Signature signature =
        Signature.getInstance(
            secret.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
    signature.initSign(secret);
    signature.update(SAMPLE);
    byte[] signed = signature.sign();
    signature.initVerify(open);
    signature.update(SAMPLE);
    return signature.verify(signed);
  }
}
