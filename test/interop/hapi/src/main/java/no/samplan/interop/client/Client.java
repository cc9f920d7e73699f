package no.samplan.interop.client;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import java.util.Properties;
import org.apache.http.Header;
import org.apache.http.HttpResponse;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.protocol.HttpContext;

/**
 * HAPI's generic client as it comes, against the server that standard input tells of in lines: base, certificates (a folder),
 * controller and partner (tokens), ingrid and per (ids: the partner sees the one and not the other).
 */
public final class Client {
  private static final int PATIENCE_MS = 60_000;

  private final FhirContext fhir = FhirContext.forR4();
  private final Properties told = new Properties();

  /** Content-Encoding of the last answer; null without. */
  private volatile String encoding;

  private Client() {}

  public static void main(String[] arguments) throws Exception {
    Client client = new Client();
    client.told.load(System.in);
    client.fhir.getRestfulClientFactory().setSocketTimeout(PATIENCE_MS);
    // A token is bound to the client's certificate (RFC 8705): HAPI's client takes the HTTP client that it is to use.
    client.fhir.getRestfulClientFactory().setHttpClient(
        HttpClients.custom()
            .setSSLContext(Certificates.from(client.told("certificates")))
            // The header is gone when the content has been unpacked.
            .addInterceptorFirst((HttpResponse response, HttpContext context) -> client.encoding = encodingOf(response))
            .build());
    Checks checks = new Checks();
    new Reading(client, checks).run();
    new Changing(client, checks).run();
    new Searching(client, checks).run();
    new Bundles(client, checks).run();
    new Operations(client, checks).run();
    new Refusals(client, checks).run();
    checks.end();
  }

  private static String encodingOf(HttpResponse response) {
    Header header = response.getFirstHeader("Content-Encoding");
    return header == null ? null : header.getValue();
  }

  String lastEncoding() {
    return encoding;
  }

  String told(String name) {
    return told.getProperty(name);
  }

  /** Who answers for the installation: sees and changes all there is. */
  IGenericClient controller() {
    return as(told("controller"));
  }

  /** A partner, who sees a view. */
  IGenericClient partner() {
    return as(told("partner"));
  }

  IGenericClient as(String token) {
    IGenericClient client = nobody();
    client.registerInterceptor(new BearerTokenAuthInterceptor(token));
    return client;
  }

  IGenericClient nobody() {
    return fhir.newRestfulGenericClient(told("base"));
  }
}
