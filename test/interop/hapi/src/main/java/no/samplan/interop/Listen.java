package no.samplan.interop;

import ca.uhn.fhir.rest.server.RestfulServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Serves a HAPI server under /fhir on the loopback, until standard input closes. Each line that comes in is answered with
 * one when all that the server holds is forgotten.
 */
final class Listen {
  private Listen() {}

  static void until(RestfulServer fhir, Runnable forget) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(0);
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(new ServletHolder(fhir), "/fhir/*");
    server.setHandler(context);
    server.start();
    System.out.println("{\"url\":\"http://127.0.0.1:" + connector.getLocalPort() + "/fhir\"}");
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    // Whoever started this holds the other end: no server outlives its test.
    while (input.readLine() != null) {
      forget.run();
      System.out.println("{\"forgotten\":true}");
    }
    System.exit(0);
  }
}
