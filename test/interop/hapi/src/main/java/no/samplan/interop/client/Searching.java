package no.samplan.interop.client;

import static no.samplan.interop.client.Checks.holds;
import static no.samplan.interop.client.Checks.idsIn;
import static no.samplan.interop.client.Checks.same;
import static no.samplan.interop.client.Checks.typesIn;

import ca.uhn.fhir.model.api.Include;
import ca.uhn.fhir.rest.api.CacheControlDirective;
import ca.uhn.fhir.rest.api.SearchStyleEnum;
import ca.uhn.fhir.rest.api.SearchTotalModeEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.gclient.IQuery;
import ca.uhn.fhir.rest.gclient.TokenClientParam;
import ca.uhn.fhir.rest.param.DateRangeParam;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.ServiceRequest;

/** Searches as HAPI's client writes them. */
final class Searching {
  private final Client server;
  private final Checks checks;

  Searching(Client server, Checks checks) {
    this.server = server;
    this.checks = checks;
  }

  void run() throws Exception {
    IGenericClient client = server.controller();
    String number = "13116900216";
    String person = client.create().resource(Papers.person(number, "Ødegård", "Ås")).execute().getId().getIdPart();
    List<String> goals = new ArrayList<>();
    for (String text : List.of("A", "B", "C", "D", "E")) {
      goals.add(client.create().resource(Papers.goal(person, text)).execute().getId().getIdPart());
    }
    String ingrid = server.told("ingrid");

    checks.check("by reference, token and date, with a total", () -> {
      Bundle found = ask(goalsOf(client, person).and(Goal.LIFECYCLE_STATUS.exactly().code("active")).totalMode(SearchTotalModeEnum.ACCURATE));
      same(5, found.getTotal());
      same("match", found.getEntryFirstRep().getSearch().getMode().toCode());
    });
    checks.check("by a national number in the body of a POST", () -> {
      Bundle found = ask(client.search().forResource(Patient.class)
          .where(Patient.IDENTIFIER.exactly().systemAndIdentifier(Papers.NUMBERS, number)).usingStyle(SearchStyleEnum.POST));
      same(List.of(person), idsIn(found));
    });
    checks.check("by names: how they begin, exactly, containing", () -> {
      same(List.of(person), idsIn(ask(client.search().forResource(Patient.class).where(Patient.FAMILY.matches().value("ødeg")))));
      same(List.of(person), idsIn(ask(client.search().forResource(Patient.class).where(Patient.FAMILY.matchesExactly().value("Ødegård")))));
      same(List.of(person), idsIn(ask(client.search().forResource(Patient.class).where(Patient.FAMILY.contains().value("DEGÅ")))));
    });
    checks.check("along a chain, by _has, and by an address as it stands", () -> {
      same(5, idsIn(ask(client.search().forResource(Goal.class)
          .where(Goal.PATIENT.hasChainedProperty(Patient.FAMILY.matches().value("Ødegård"))))).size());
      same(5, idsIn(ask(client.search().forResource(Goal.class)
          .where(Goal.SUBJECT.hasChainedProperty("Patient", Patient.FAMILY.matches().value("Ødegård"))))).size());
      same(List.of(person), idsIn(client.search().<Bundle>byUrl("Patient?family=Ødegård&_has:Goal:patient:lifecycle-status=active")
          .returnBundle(Bundle.class).execute()));
    });
    checks.check("includes and revincludes, also of what was included", () -> {
      Bundle plan = ask(client.search().forResource(CarePlan.class).where(CarePlan.PATIENT.hasId(ingrid))
          .include(CarePlan.INCLUDE_GOAL).include(CarePlan.INCLUDE_CARE_TEAM).include(new Include("CareTeam:participant", true))
          .revInclude(ServiceRequest.INCLUDE_BASED_ON).revInclude(Provenance.INCLUDE_TARGET));
      for (String type : List.of("CarePlan", "Goal", "CareTeam", "PractitionerRole", "ServiceRequest", "Provenance")) {
        holds(typesIn(plan).contains(type), "no " + type);
      }
      same(1L, plan.getEntry().stream().filter(one -> one.getSearch().getMode() == Bundle.SearchEntryMode.MATCH).count());
    });
    checks.check("sorted both ways, on two keys", () -> {
      List<String> backwards = new ArrayList<>(goals);
      Collections.reverse(backwards);
      same(backwards, idsIn(ask(goalsOf(client, person).sort().descending("_lastUpdated"))));
      same(goals, idsIn(ask(goalsOf(client, person).sort().ascending(Goal.LIFECYCLE_STATUS).sort().ascending("_lastUpdated"))));
    });
    checks.check("page by page, by GET and by POST", () -> {
      for (SearchStyleEnum style : List.of(SearchStyleEnum.GET, SearchStyleEnum.POST)) {
        Bundle page = ask(goalsOf(client, person).sort().ascending("_lastUpdated").count(2).usingStyle(style));
        List<String> met = new ArrayList<>(idsIn(page));
        while (page.getLink(Bundle.LINK_NEXT) != null) {
          page = client.loadPage().next(page).execute();
          met.addAll(idsIn(page));
        }
        same(goals, met);
      }
    });
    checks.check("by when it changed, with two bounds", () -> {
      Date first = client.read().resource(Goal.class).withId(goals.get(1)).execute().getMeta().getLastUpdated();
      Date last = client.read().resource(Goal.class).withId(goals.get(3)).execute().getMeta().getLastUpdated();
      same(goals.subList(1, 4), idsIn(ask(goalsOf(client, person).lastUpdated(new DateRangeParam(first, last)))));
    });
    checks.check("by _id, :not, :missing, _tag, _profile, alternatives and repeats", () -> {
      same(goals.subList(0, 2), idsIn(ask(client.search().forResource(Goal.class)
          .where(Goal.RES_ID.exactly().codes(goals.subList(0, 2))))));
      same(0, idsIn(ask(goalsOf(client, person).where(new TokenClientParam("lifecycle-status:not").exactly().code("active")))).size());
      same(5, idsIn(ask(goalsOf(client, person).where(Goal.IDENTIFIER.isMissing(true)))).size());
      same(0, idsIn(ask(goalsOf(client, person).withTag("http://example.no", "tagged"))).size());
      same(0, idsIn(ask(goalsOf(client, person).withProfile("http://example.no/profile"))).size());
    });
    checks.check("with no-cache, and with the answer as XML", () -> {
      same(5, idsIn(ask(goalsOf(client, person).cacheControl(new CacheControlDirective().setNoCache(true)).encodedXml())).size());
    });
    checks.check("a partner finds what it sees, and nothing of whom it does not reach", () -> {
      IGenericClient partner = server.partner();
      holds(idsIn(ask(goalsOf(partner, ingrid))).size() >= 2, "not its goals");
      Bundle hidden = ask(goalsOf(partner, server.told("per")).totalMode(SearchTotalModeEnum.ACCURATE));
      same(0, hidden.getTotal());
      same(0, hidden.getEntry().size());
    });
  }

  private static IQuery<Bundle> goalsOf(IGenericClient client, String person) {
    return client.search().forResource(Goal.class).where(Goal.PATIENT.hasId(person)).returnBundle(Bundle.class);
  }

  private static Bundle ask(IQuery<?> query) {
    return query.returnBundle(Bundle.class).execute();
  }
}
