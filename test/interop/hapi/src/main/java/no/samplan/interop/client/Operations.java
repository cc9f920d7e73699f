package no.samplan.interop.client;

import static no.samplan.interop.client.Checks.holds;
import static no.samplan.interop.client.Checks.idsIn;
import static no.samplan.interop.client.Checks.same;
import static no.samplan.interop.client.Checks.typesIn;

import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.gclient.IOperationUntypedWithInputAndPartialOutput;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;

/** Operations, which HAPI's client POSTs with Parameters unless it is told to GET. */
final class Operations {
  private final Client server;
  private final Checks checks;

  Operations(Client server, Checks checks) {
    this.server = server;
    this.checks = checks;
  }

  void run() throws Exception {
    IGenericClient client = server.controller();
    IdType ingrid = new IdType("Patient", server.told("ingrid"));
    Bundle plans = client.search().forResource(CarePlan.class).where(CarePlan.PATIENT.hasId(ingrid.getIdPart())).returnBundle(Bundle.class).execute();
    IdType plan = new IdType("CarePlan", idsIn(plans).get(0));

    checks.check("$validate tells every finding, and that there is none", () -> {
      MethodOutcome broken = client.validate().resource(new Goal().setLifecycleStatus(Goal.GoalLifecycleStatus.ACTIVE)).execute();
      same(IssueSeverity.ERROR, ((OperationOutcome) broken.getOperationOutcome()).getIssueFirstRep().getSeverity());
      MethodOutcome whole = client.validate().resource(Papers.goal(ingrid.getIdPart(), "Gå")).execute();
      same(IssueSeverity.INFORMATION, ((OperationOutcome) whole.getOperationOutcome()).getIssueFirstRep().getSeverity());
    });
    checks.check("$everything by GET and by POST, in pages", () -> {
      Parameters asked = new Parameters();
      asked.addParameter("_count", new IntegerType(2)).addParameter("_type", new StringType("Patient,CarePlan,CareTeam"));
      for (boolean byGet : new boolean[] {true, false}) {
        var operation = client.operation().onInstance(ingrid).named("$everything").withParameters(asked);
        Bundle page = (byGet ? operation.useHttpGet() : operation).returnResourceType(Bundle.class).execute();
        same(2, page.getEntry().size());
        Bundle rest = client.loadPage().next(page).execute();
        same(1, rest.getEntry().size());
      }
    });
    checks.check("$record by GET and by POST", () -> {
      for (boolean byGet : new boolean[] {true, false}) {
        Bundle whole = called(client, ingrid, "$record", new Parameters(), byGet, Bundle.class);
        same(BundleType.COLLECTION, whole.getType());
        holds(typesIn(whole).contains("CarePlan"), "no plan");
      }
    });
    checks.check("$status by GET and by POST, and by number", () -> {
      Parameters since = new Parameters();
      since.addParameter("since", new InstantType("2036-01-01T00:00:00Z"));
      for (boolean byGet : new boolean[] {true, false}) {
        Parameters told = called(client, ingrid, "$status", since, byGet, Parameters.class);
        same(false, ((BooleanType) told.getParameter("changed").getValue()).booleanValue());
      }
      Parameters number = new Parameters();
      number.addParameter("identifier", new Identifier().setSystem(Papers.NUMBERS).setValue("14836830068"));
      Parameters told = client.operation().onType(Patient.class).named("$status").withParameters(number).execute();
      holds(told.hasParameter("changed"), "nothing told");
    });
    checks.check("$plan-document by GET and by POST", () -> {
      for (boolean byGet : new boolean[] {true, false}) {
        Bundle document = called(client, plan, "$plan-document", new Parameters(), byGet, Bundle.class);
        same(BundleType.DOCUMENT, document.getType());
        same("Composition", typesIn(document).get(0));
      }
    });
    checks.check("$apply by GET and by POST, and the draft is taken in as it stands", () -> {
      Parameters asked = new Parameters();
      asked.addParameter("subject", new StringType("Patient/" + ingrid.getIdPart()));
      IdType definition = new IdType("PlanDefinition", "individual-plan");
      for (boolean byGet : new boolean[] {true, false}) {
        CarePlan draft = called(client, definition, "$apply", asked, byGet, CarePlan.class);
        same("draft", draft.getStatus().toCode());
      }
      asked.addParameter("form", new CodeType("transaction"));
      Bundle transaction = called(client, definition, "$apply", asked, false, Bundle.class);
      same(BundleType.TRANSACTIONRESPONSE, client.transaction().withBundle(transaction).execute().getType());
    });
    checks.check("$duties by GET and by POST", () -> {
      Parameters asked = new Parameters();
      asked.addParameter("patient", new StringType(ingrid.getIdPart()));
      for (boolean byGet : new boolean[] {true, false}) {
        var operation = client.operation().onServer().named("$duties").withParameters(asked);
        Bundle owed = (byGet ? operation.useHttpGet() : operation).returnResourceType(Bundle.class).execute();
        same(BundleType.COLLECTION, owed.getType());
      }
    });
    checks.check("$disclosures and $evidence by POST", () -> {
      holds(called(client, ingrid, "$disclosures", new Parameters(), false, Parameters.class) != null, "nothing");
      same(BundleType.DOCUMENT, called(client, ingrid, "$evidence", new Parameters(), false, Bundle.class).getType());
    });
  }

  private static <R extends IBaseResource> R called(
      IGenericClient client, IdType on, String name, Parameters asked, boolean byGet, Class<R> answer) {
    IOperationUntypedWithInputAndPartialOutput<Parameters> operation =
        client.operation().onInstance(on).named(name).withParameters(asked);
    return (byGet ? operation.useHttpGet() : operation).returnResourceType(answer).execute();
  }
}
