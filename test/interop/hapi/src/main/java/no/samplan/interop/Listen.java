package no.samplan.interop;

import ca.uhn.fhir.rest.server.RestfulServer;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Serves a HAPI server under /fhir on the loopback, until standard input closes. */
final class Listen {
  private Listen() {}

  static void until(RestfulServer fhir) throws Exception {
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
    waitForTheEndOfInput();
    System.exit(0);
  }

  /** Whoever started this holds the other end: no server outlives its test. */
  private static void waitForTheEndOfInput() throws IOException {
    while (System.in.read() != -1) {}
  }
}
