package no.samplan.interop.client;

import static no.samplan.interop.client.Checks.holds;
import static no.samplan.interop.client.Checks.refused;
import static no.samplan.interop.client.Checks.same;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import ca.uhn.fhir.util.BundleBuilder;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CareTeam.CareTeamStatus;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;

/** Transactions and batches as HAPI's client and its BundleBuilder make them. */
final class Bundles {
  private static final String PERSON = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a";

  private final Client server;
  private final Checks checks;

  Bundles(Client server, Checks checks) {
    this.server = server;
    this.checks = checks;
  }

  void run() throws Exception {
    IGenericClient client = server.controller();
    String ingrid = server.told("ingrid");

    checks.check("a transaction makes a person, her team and a goal, which lead to each other", () -> {
      BundleBuilder builder = new BundleBuilder(client.getFhirContext());
      Patient person = new Patient();
      person.addName().setFamily("Vik").addGiven("Eli");
      person.addIdentifier().setSystem("http://client.example.no/person").setValue("1");
      person.setId(PERSON);
      CareTeam team = new CareTeam().setStatus(CareTeamStatus.ACTIVE);
      team.getSubject().setReference(PERSON);
      Goal goal = Papers.goal("x", "Flytte");
      goal.getSubject().setReference(PERSON);
      builder.addTransactionCreateEntry(goal);
      builder.addTransactionCreateEntry(team);
      builder.addTransactionCreateEntry(person);
      Bundle answer = client.transaction().withBundle((Bundle) builder.getBundle()).execute();
      same(BundleType.TRANSACTIONRESPONSE, answer.getType());
      for (Bundle.BundleEntryComponent entry : answer.getEntry()) holds(entry.getResponse().getStatus().startsWith("201"), entry.getResponse().getStatus());
      List<String> made = answer.getEntry().stream().map(one -> new IdType(one.getResponse().getLocation()).getIdPart()).toList();
      Goal read = client.read().resource(Goal.class).withId(made.get(0)).execute();
      same("Patient/" + made.get(2), read.getSubject().getReference());
    });
    checks.check("a transaction by withResources, which writes no request.url (R4: 1..1), is refused", () ->
        refused(InvalidRequestException.class, 400, "malformed", () ->
            client.transaction().withResources(List.of(Papers.goal(ingrid, "Fiske"))).execute()));
    checks.check("a transaction with conditional entries, a patch and a delete", () -> {
      Goal draft = (Goal) client.create().resource(Papers.draft(ingrid, "Hoppe")).execute().getResource();
      BundleBuilder builder = new BundleBuilder(client.getFhirContext());
      builder.addTransactionDeleteEntry(draft);
      Goal own = Papers.goal(ingrid, "Lese");
      own.addIdentifier().setSystem("http://client.example.no/goal").setValue("read");
      builder.addTransactionCreateEntry(own).conditional("Goal?identifier=http://client.example.no/goal|read");
      Goal other = Papers.goal(ingrid, "Skrive");
      other.addIdentifier().setSystem("http://client.example.no/goal").setValue("write");
      builder.addTransactionUpdateEntry(other).conditional("Goal?identifier=http://client.example.no/goal|write");
      Bundle answer = client.transaction().withBundle((Bundle) builder.getBundle()).execute();
      same(List.of("204", "201", "201"), answer.getEntry().stream().map(one -> one.getResponse().getStatus().substring(0, 3)).toList());
    });
    checks.check("a transaction is refused as a whole, with an outcome", () -> {
      BundleBuilder builder = new BundleBuilder(client.getFhirContext());
      Goal named = Papers.goal(ingrid, "Skal ikke bli til");
      named.addIdentifier().setSystem("http://client.example.no/goal").setValue("none");
      builder.addTransactionCreateEntry(named);
      builder.addTransactionCreateEntry(new Goal().setLifecycleStatus(Goal.GoalLifecycleStatus.ACTIVE));
      refused(UnprocessableEntityException.class, 422, "cardinality-min", () -> client.transaction().withBundle((Bundle) builder.getBundle()).execute());
      Bundle found = client.search().forResource(Goal.class).where(Goal.IDENTIFIER.exactly().systemAndCode("http://client.example.no/goal", "none"))
          .returnBundle(Bundle.class).execute();
      same(0, found.getTotal());
    });
    checks.check("a batch: each entry by itself", () -> {
      Bundle batch = new Bundle().setType(BundleType.BATCH);
      batch.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl("Patient/" + ingrid);
      batch.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl("Patient/nobody");
      batch.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl("Goal?patient=" + ingrid);
      Bundle answer = client.transaction().withBundle(batch).execute();
      same(BundleType.BATCHRESPONSE, answer.getType());
      same(List.of("200", "404", "200"), answer.getEntry().stream().map(one -> one.getResponse().getStatus().substring(0, 3)).toList());
      holds(answer.getEntry().get(1).getResponse().hasOutcome(), "no outcome");
      holds(((Bundle) answer.getEntry().get(2).getResource()).getTotal() > 0, "nothing found");
    });
  }
}
