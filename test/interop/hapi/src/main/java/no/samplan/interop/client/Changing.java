package no.samplan.interop.client;

import static no.samplan.interop.client.Checks.holds;
import static no.samplan.interop.client.Checks.refused;
import static no.samplan.interop.client.Checks.same;

import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PreferReturnEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Goal.GoalLifecycleStatus;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;

/** Create, update, patch and delete, also by criteria. */
final class Changing {
  private static final String OWN = "http://client.example.no/goal";

  private final Client server;
  private final Checks checks;
  private final String ingrid;

  Changing(Client server, Checks checks) {
    this.server = server;
    this.checks = checks;
    this.ingrid = server.told("ingrid");
  }

  void run() throws Exception {
    IGenericClient client = server.controller();

    checks.check("create answers what was made, with id, version and location", () -> {
      MethodOutcome outcome = client.create().resource(Papers.goal(ingrid, "Strikke")).execute();
      same(true, outcome.getCreated());
      same("1", outcome.getId().getVersionIdPart());
      same(server.told("base"), outcome.getId().getBaseUrl());
      same("Strikke", ((Goal) outcome.getResource()).getDescription().getText());
    });
    checks.check("create answers as it is preferred: an outcome, or nothing", () -> {
      MethodOutcome told = client.create().resource(Papers.goal(ingrid, "Hekle")).prefer(PreferReturnEnum.OPERATION_OUTCOME).execute();
      holds(told.getOperationOutcome() instanceof OperationOutcome, "no outcome");
      MethodOutcome minimal = client.create().resource(Papers.goal(ingrid, "Brodere")).prefer(PreferReturnEnum.MINIMAL).execute();
      same(null, minimal.getResource());
      holds(minimal.getId().hasIdPart(), "no id");
    });
    checks.check("a conditional create makes one", () -> {
      MethodOutcome first = client.create().resource(own("conditional", "Bade")).conditionalByUrl("Goal?identifier=" + OWN + "|conditional").execute();
      MethodOutcome second = client.create().resource(own("conditional", "Bade")).conditional()
          .where(Goal.IDENTIFIER.exactly().systemAndCode(OWN, "conditional")).execute();
      same(first.getId().getIdPart(), second.getId().getIdPart());
      same(true, first.getCreated());
      holds(!Boolean.TRUE.equals(second.getCreated()), "says that it made another");
    });
    checks.check("an update by criteria makes one, and then changes it", () -> {
      String criteria = "Goal?identifier=" + OWN + "|upsert";
      MethodOutcome first = client.update().resource(own("upsert", "Ro")).conditionalByUrl(criteria).execute();
      MethodOutcome second = client.update().resource(own("upsert", "Ro langt")).conditionalByUrl(criteria).execute();
      same(true, first.getCreated());
      same(first.getId().getIdPart(), second.getId().getIdPart());
      same("2", second.getId().getVersionIdPart());
    });
    checks.check("an update says by its id which version it was made from; a stale one is refused", () -> {
      Goal goal = made("Padle");
      Goal other = goal.copy();
      goal.getDescription().setText("Padle kajakk");
      same("2", client.update().resource(goal).execute().getId().getVersionIdPart());
      other.getDescription().setText("Padle kano");
      refused(PreconditionFailedException.class, 412, "stale-version", () ->
          client.update().resource(other).withId(other.getIdElement()).execute());
    });
    checks.check("an update makes what is not there, under a UUID", () -> {
      Goal goal = Papers.goal(ingrid, "Seile");
      goal.setId("b1d7a2be-8f11-4c3f-9d4e-0a6a3c1d5e01");
      MethodOutcome outcome = client.update().resource(goal).execute();
      same(true, outcome.getCreated());
      same("b1d7a2be-8f11-4c3f-9d4e-0a6a3c1d5e01", outcome.getId().getIdPart());
    });
    checks.check("JSON Patch", () -> {
      Goal goal = made("Danse");
      String patch = "[{\"op\":\"replace\",\"path\":\"/lifecycleStatus\",\"value\":\"completed\"}]";
      client.patch().withBody(patch).withId(goal.getIdElement().toUnqualifiedVersionless()).execute();
      same(GoalLifecycleStatus.COMPLETED, again(goal).getLifecycleStatus());
    });
    checks.check("FHIRPath Patch, by id and by criteria", () -> {
      Goal goal = made("Synge");
      client.patch().withFhirPatch(addNote("Onsdager")).withId(goal.getIdElement().toUnqualifiedVersionless()).execute();
      same("Onsdager", again(goal).getNoteFirstRep().getText());
      MethodOutcome outcome = client.patch().withFhirPatch(addNote("Tidlig")).conditionalByUrl("Goal?identifier=" + OWN + "|upsert").execute();
      same("3", outcome.getId().getVersionIdPart());
    });
    checks.check("delete of a draft: gone, and its history stays", () -> {
      IIdType id = client.create().resource(Papers.draft(ingrid, "Fly")).execute().getId().toUnqualifiedVersionless();
      client.delete().resourceById(id).execute();
      refused(ResourceGoneException.class, 410, "gone", () -> client.read().resource(Goal.class).withId(id).execute());
      same("1", client.vread(Goal.class, id.getIdPart(), "1").getMeta().getVersionId());
    });
    checks.check("delete by criteria, and of what is not there", () -> {
      Goal goal = Papers.draft(ingrid, "Klatre");
      goal.addIdentifier().setSystem(OWN).setValue("climb");
      client.create().resource(goal).execute();
      client.delete().resourceConditionalByUrl("Goal?identifier=" + OWN + "|climb").execute();
      client.delete().resourceConditionalByUrl("Goal?identifier=" + OWN + "|climb").execute();
      client.delete().resourceById("Goal", "nobody").execute();
    });
    checks.check("delete of what stands in the record asks a person: 202 with an outcome", () -> {
      MethodOutcome outcome = client.delete().resourceById(made("Gå på ski").getIdElement().toUnqualifiedVersionless()).execute();
      same(202, outcome.getResponseStatusCode());
    });
    checks.check("a partner changes what it sees, from the version that it read", () -> {
      IGenericClient partner = server.partner();
      Goal made = (Goal) partner.create().resource(Papers.goal(ingrid, "Trene balanse")).execute().getResource();
      made.getDescription().setText("Trene balanse hver dag");
      MethodOutcome outcome = partner.update().resource(made).withId(made.getIdElement()).execute();
      same("Trene balanse hver dag", ((Goal) outcome.getResource()).getDescription().getText());
    });
  }

  private Goal own(String value, String text) {
    Goal goal = Papers.goal(ingrid, text);
    goal.addIdentifier().setSystem(OWN).setValue(value);
    return goal;
  }

  private Goal made(String text) {
    return (Goal) server.controller().create().resource(Papers.goal(ingrid, text)).execute().getResource();
  }

  private Goal again(Goal goal) {
    return server.controller().read().resource(Goal.class).withId(goal.getIdElement().getIdPart()).execute();
  }

  private static Parameters addNote(String text) {
    Parameters patch = new Parameters();
    ParametersParameterComponent operation = patch.addParameter().setName("operation");
    operation.addPart().setName("type").setValue(new CodeType("add"));
    operation.addPart().setName("path").setValue(new StringType("Goal"));
    operation.addPart().setName("name").setValue(new StringType("note"));
    operation.addPart().setName("value").setValue(new Annotation().setText(text));
    return patch;
  }
}
