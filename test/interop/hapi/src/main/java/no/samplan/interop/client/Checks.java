package no.samplan.interop.client;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Resource;

/** Says of each check in a line of JSON whether it held, and at the end how many there were. */
final class Checks {
  private static final ObjectMapper JSON = new ObjectMapper();
  private int count;

  /** Fails by throwing. */
  interface Body {
    void run() throws Exception;
  }

  void check(String name, Body body) throws Exception {
    count++;
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("name", name);
    try {
      body.run();
    } catch (BaseServerResponseException refusal) {
      line.put("fault", refusal.getStatusCode() + " " + refusal.getResponseBody());
    } catch (Throwable fault) {
      line.put("fault", String.valueOf(fault));
    }
    say(line);
  }

  void end() throws Exception {
    say(Map.of("checks", count));
  }

  private static void say(Map<String, Object> line) throws Exception {
    System.out.println(JSON.writeValueAsString(line));
  }

  static void same(Object expected, Object found) {
    if (!Objects.equals(expected, found)) throw new AssertionError("expected " + expected + ", found " + found);
  }

  static void holds(boolean isSo, String what) {
    if (!isSo) throw new AssertionError(what);
  }

  /** A refusal that HAPI's client has an exception for, with its outcome parsed. */
  static void refused(Class<? extends BaseServerResponseException> as, int status, String code, Body body)
      throws Exception {
    try {
      body.run();
    } catch (BaseServerResponseException refusal) {
      same(as, refusal.getClass());
      same(status, refusal.getStatusCode());
      OperationOutcome outcome = (OperationOutcome) refusal.getOperationOutcome();
      holds(outcome != null, "no OperationOutcome in " + refusal.getResponseBody());
      same(code, outcome.getIssueFirstRep().getDetails().getCodingFirstRep().getCode());
      return;
    }
    throw new AssertionError("was not refused");
  }

  /** Logical ids of a bundle's entries in their order. */
  static List<String> idsIn(Bundle bundle) {
    return resourcesIn(bundle).stream().map(one -> one.getIdElement().getIdPart()).toList();
  }

  static List<String> typesIn(Bundle bundle) {
    return resourcesIn(bundle).stream().map(Resource::fhirType).toList();
  }

  static List<Resource> resourcesIn(Bundle bundle) {
    return bundle.getEntry().stream().map(Bundle.BundleEntryComponent::getResource).toList();
  }
}
