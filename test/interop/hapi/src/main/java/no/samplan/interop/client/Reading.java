package no.samplan.interop.client;

import static no.samplan.interop.client.Checks.holds;
import static no.samplan.interop.client.Checks.idsIn;
import static no.samplan.interop.client.Checks.same;

import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.SummaryEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import ca.uhn.fhir.rest.client.interceptor.CapturingInterceptor;
import ca.uhn.fhir.rest.gclient.IReadExecutable;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.IdType;

/** The statement, reading, versions and histories, and how an answer looks. */
final class Reading {
  private final Client server;
  private final Checks checks;

  Reading(Client server, Checks checks) {
    this.server = server;
    this.checks = checks;
  }

  void run() throws Exception {
    IGenericClient client = server.controller();
    String ingrid = server.told("ingrid");

    checks.check("the server is checked once, before the first request, without a token", () -> {
      IGenericClient nobody = server.nobody();
      same(ServerValidationModeEnum.ONCE, nobody.getFhirContext().getRestfulClientFactory().getServerValidationMode());
      nobody.forceConformanceCheck();
    });
    checks.check("the CapabilityStatement is read, and every type and search parameter in it is one of R4", () -> {
      CapabilityStatement statement = server.nobody().capabilities().ofType(CapabilityStatement.class).execute();
      same("4.0.1", statement.getFhirVersion().toCode());
      holds(statement.getRestFirstRep().getResource().size() > 20, "few types");
      statement.getRestFirstRep().getResource().forEach(type -> client.getFhirContext().getResourceDefinition(type.getType()));
    });

    Goal made = (Goal) client.create().resource(Papers.goal(ingrid, "Svømme")).execute().getResource();
    IdType id = made.getIdElement();
    made.getDescription().setText("Svømme i sjøen");
    MethodOutcome updated = client.update().resource(made).execute();

    checks.check("reads by type and id, and by an absolute address", () -> {
      same("Svømme i sjøen", client.read().resource(Goal.class).withId(id.getIdPart()).execute().getDescription().getText());
      String address = server.told("base") + "/Goal/" + id.getIdPart();
      same("2", client.read().resource(Goal.class).withUrl(address).execute().getMeta().getVersionId());
    });
    checks.check("reads a version", () ->
        same("Svømme", client.vread(Goal.class, id.getIdPart(), "1").getDescription().getText()));
    checks.check("is told that what it has is current", () ->
        same(null, client.read().resource(Goal.class).withId(id.getIdPart()).ifVersionMatches(updated.getId().getVersionIdPart()).returnNull().execute()));
    checks.check("history of an instance, the newest first, in pages", () -> {
      Bundle first = client.history().onInstance(id.toUnqualifiedVersionless()).returnBundle(Bundle.class).count(1).execute();
      same(2, first.getTotal());
      same("2", first.getEntryFirstRep().getResource().getMeta().getVersionId());
      Bundle second = client.loadPage().next(first).execute();
      same("1", second.getEntryFirstRep().getResource().getMeta().getVersionId());
      same(null, second.getLink("next"));
    });
    checks.check("history of a type and of the server since an instant", () -> {
      Date since = updated.getResource().getMeta().getLastUpdated();
      same(List.of(id.getIdPart()), idsIn(client.history().onType(Goal.class).returnBundle(Bundle.class).since(since).execute()));
      holds(idsIn(client.history().onServer().returnBundle(Bundle.class).since(since).execute()).contains(id.getIdPart()), "not there");
    });
    checks.check("XML both ways", () -> {
      IGenericClient xml = server.controller();
      xml.setEncoding(EncodingEnum.XML);
      CapturingInterceptor seen = new CapturingInterceptor();
      xml.registerInterceptor(seen);
      MethodOutcome outcome = xml.create().resource(Papers.goal(ingrid, "Løse kryssord på «nynorsk» & <bokmål>")).execute();
      holds(seen.getLastRequest().getRequestBodyFromStream().startsWith("<Goal"), "sent no XML");
      holds(seen.getLastResponse().getMimeType().contains("xml"), "was answered " + seen.getLastResponse().getMimeType());
      Goal read = xml.read().resource(Goal.class).withId(outcome.getId().toUnqualifiedVersionless()).execute();
      same("Løse kryssord på «nynorsk» & <bokmål>", read.getDescription().getText());
    });
    checks.check("pretty, summary and elements of a read and of a search", () -> {
      holds(read(client, id).prettyPrint().encodedJson().execute().hasDescription(), "no description");
      Goal part = read(client, id).elementsSubset("subject").execute();
      holds(part.hasSubject() && !part.hasStatusDate(), "another subset");
      same("SUBSETTED", part.getMeta().getTagFirstRep().getCode());
      holds(!read(client, id).summaryMode(SummaryEnum.TEXT).execute().hasTarget(), "more than the text");
      Bundle plans = client.search().forResource(CarePlan.class).where(CarePlan.PATIENT.hasId(ingrid)).elementsSubset("status")
          .returnBundle(Bundle.class).execute();
      holds(!((CarePlan) plans.getEntryFirstRep().getResource()).hasTitle(), "more than was asked for");
      Bundle counted = client.search().forResource(CarePlan.class).where(CarePlan.PATIENT.hasId(ingrid)).summaryMode(SummaryEnum.COUNT)
          .returnBundle(Bundle.class).execute();
      same(1, counted.getTotal());
      same(0, counted.getEntry().size());
    });
    checks.check("a large answer comes compressed", () -> {
      IGenericClient other = server.controller();
      holds(other.capabilities().ofType(CapabilityStatement.class).execute().hasRest(), "not read");
      same("gzip", server.lastEncoding());
    });
  }

  private static IReadExecutable<Goal> read(IGenericClient client, IdType id) {
    return client.read().resource(Goal.class).withId(id.getIdPart());
  }
}
