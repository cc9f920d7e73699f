package no.samplan.interop.client;

import static no.samplan.interop.client.Checks.refused;

import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.apache.GZipContentInterceptor;
import ca.uhn.fhir.rest.server.exceptions.AuthenticationException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.MethodNotAllowedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Patient;

/** What is refused comes as the exception that HAPI's client has for it, with the outcome. 410 and 412 stand in Changing. */
final class Refusals {
  private final Client server;
  private final Checks checks;

  Refusals(Client server, Checks checks) {
    this.server = server;
    this.checks = checks;
  }

  void run() throws Exception {
    IGenericClient client = server.controller();
    IGenericClient partner = server.partner();
    String ingrid = server.told("ingrid");

    checks.check("400 for an unknown parameter, in JSON and in XML", () -> {
      for (EncodingEnum encoding : EncodingEnum.values()) {
        if (encoding != EncodingEnum.JSON && encoding != EncodingEnum.XML) continue;
        IGenericClient asking = server.controller();
        asking.setEncoding(encoding);
        refused(InvalidRequestException.class, 400, "unknown-parameter", () ->
            asking.search().byUrl("Goal?colour=blue").returnBundle(Bundle.class).execute());
      }
    });
    checks.check("401 without a token, and for one that is none", () -> {
      refused(AuthenticationException.class, 401, "unauthenticated", () ->
          server.nobody().read().resource(Patient.class).withId(ingrid).execute());
      refused(AuthenticationException.class, 401, "unauthenticated", () ->
          server.as("none").read().resource(Patient.class).withId(ingrid).execute());
    });
    checks.check("403 for a search of a partner that says nobody", () ->
        refused(ForbiddenOperationException.class, 403, "forbidden", () ->
            partner.search().forResource(Goal.class).returnBundle(Bundle.class).execute()));
    checks.check("404 for what is not there, and for what is not seen", () -> {
      refused(ResourceNotFoundException.class, 404, "not-found", () -> client.read().resource(Goal.class).withId("nobody").execute());
      refused(ResourceNotFoundException.class, 404, "not-found", () ->
          partner.read().resource(Patient.class).withId(server.told("per")).execute());
    });
    checks.check("405 for a deletion of a person", () ->
        refused(MethodNotAllowedException.class, 405, "method-not-allowed", () -> client.delete().resourceById("Patient", ingrid).execute()));
    checks.check("409 for a person who is here already", () ->
        refused(ResourceVersionConflictException.class, 409, "duplicate", () ->
            client.create().resource(Papers.person("14836830068", "Nesbakk", "Ingrid")).execute()));
    checks.check("415 for a compressed body", () -> {
      IGenericClient compressing = server.controller();
      compressing.registerInterceptor(new GZipContentInterceptor());
      refused(UnclassifiedServerFailureException.class, 415, "unsupported-media-type", () ->
          compressing.create().resource(Papers.goal(ingrid, "Ri")).execute());
    });
    checks.check("422 with the findings", () ->
        refused(UnprocessableEntityException.class, 422, "cardinality-min", () -> client.create().resource(new Goal()).execute()));
    checks.check("428 for a partner's update without a version", () -> {
      Goal goal = (Goal) partner.create().resource(Papers.goal(ingrid, "Balansere")).execute().getResource();
      goal.setId(goal.getIdElement().toUnqualifiedVersionless());
      refused(UnclassifiedServerFailureException.class, 428, "version-required", () -> partner.update().resource(goal).execute());
    });
    checks.check("the next page of what is no page", () ->
        refused(InvalidRequestException.class, 400, "bad-parameter", () ->
            client.loadPage().byUrl(server.told("base") + "/Goal?_page=none").andReturnBundle(Bundle.class).execute()));
  }
}
