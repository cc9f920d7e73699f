package no.samplan.interop;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.FifoMemoryPagingProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;

/** HAPI's plain server as a partner: HAPI's parser and HTTP, somebody's own storage behind it. */
public final class Plain {
  private static final List<Class<? extends DomainResource>> DIRECTORY =
      List.of(Organization.class, Practitioner.class, PractitionerRole.class, HealthcareService.class, Patient.class);
  private static final List<Class<? extends DomainResource>> PAPERS =
      List.of(
          RelatedPerson.class,
          Consent.class,
          CareTeam.class,
          CarePlan.class,
          Goal.class,
          Condition.class,
          Observation.class,
          ServiceRequest.class,
          Task.class,
          Appointment.class,
          Encounter.class,
          DocumentReference.class,
          Communication.class);
  private static final int PAGE = 50;
  private static final int LARGEST_PAGE = 200;
  private static final int REMEMBERED_SEARCHES = 100;

  private Plain() {}

  public static void main(String[] arguments) throws Exception {
    FhirContext fhir = FhirContext.forR4();
    RestfulServer server = new RestfulServer(fhir);
    List<MemoryProvider<?>> providers = new ArrayList<>();
    for (Class<? extends DomainResource> type : DIRECTORY) providers.add(new MemoryProvider.Directory<>(fhir, type));
    for (Class<? extends DomainResource> type : PAPERS) providers.add(new MemoryProvider.Papers<>(fhir, type));
    server.registerProviders(providers);
    FifoMemoryPagingProvider paging = new FifoMemoryPagingProvider(REMEMBERED_SEARCHES);
    paging.setDefaultPageSize(PAGE);
    paging.setMaximumPageSize(LARGEST_PAGE);
    server.setPagingProvider(paging);
    Listen.until(server, () -> providers.forEach(MemoryProvider::forget));
  }
}
