package no.samplan.interop.client;

import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Goal.GoalLifecycleStatus;
import org.hl7.fhir.r4.model.Patient;

/** What the checks write. */
final class Papers {
  static final String NUMBERS = "urn:oid:2.16.578.1.12.4.1.4.1";

  private Papers() {}

  static Goal goal(String patient, String text) {
    Goal goal = new Goal();
    goal.setLifecycleStatus(GoalLifecycleStatus.ACTIVE);
    goal.getDescription().setText(text);
    goal.getSubject().setReference("Patient/" + patient);
    return goal;
  }

  /** Deleted without asking: nobody else has it. */
  static Goal draft(String patient, String text) {
    return goal(patient, text).setLifecycleStatus(GoalLifecycleStatus.PROPOSED);
  }

  /** @param number synthetic */
  static Patient person(String number, String family, String given) {
    Patient person = new Patient();
    person.addIdentifier().setSystem(NUMBERS).setValue(number);
    person.addName().setFamily(family).addGiven(given);
    return person;
  }
}
