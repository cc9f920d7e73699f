package no.samplan.interop.client;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import org.apache.http.ssl.SSLContexts;

/** TLS with the client certificate of a folder, trusting the server certificate in it. */
final class Certificates {
  private static final char[] NO_PASSWORD = {};

  private Certificates() {}

  static SSLContext from(String folder) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    store.setCertificateEntry("server", certificate(Path.of(folder, "server.pem")));
    Certificate own = certificate(Path.of(folder, "client.pem"));
    store.setKeyEntry("client", key(Path.of(folder, "client-key.pem")), NO_PASSWORD, new Certificate[] {own});
    return SSLContexts.custom().loadTrustMaterial(store, null).loadKeyMaterial(store, NO_PASSWORD).build();
  }

  private static Certificate certificate(Path file) throws Exception {
    try (InputStream pem = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
  }

  private static PrivateKey key(Path file) throws Exception {
    String pem = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
  }
}
