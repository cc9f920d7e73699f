package no.samplan.conformance;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ValidationOptions;
import ca.uhn.fhir.validation.ValidationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;

/** HAPI's FhirInstanceValidator for R4 with the packages named, without a terminology server and without network. */
final class Engine {
  private final FhirValidator validator;

  Engine(List<Path> packages) throws IOException {
    FhirContext context = FhirContext.forR4();
    PrePopulatedValidationSupport own = new PrePopulatedValidationSupport(context);
    for (Path folder : packages) {
      load(folder, context, own);
    }
    // A code of a system whose content is not here can't be judged: a warning, as with Samplan, not an error.
    UnknownCodeSystemWarningValidationSupport unknownSystems = new UnknownCodeSystemWarningValidationSupport(context);
    unknownSystems.setNonExistentCodeSystemSeverity(IValidationSupport.IssueSeverity.WARNING);

    ValidationSupportChain chain = new ValidationSupportChain(
        own,
        new DefaultProfileValidationSupport(context),
        new CommonCodeSystemsTerminologyService(context),
        new InMemoryTerminologyServerValidationSupport(context),
        new SnapshotGeneratingValidationSupport(context),
        unknownSystems);

    FhirInstanceValidator instance = new FhirInstanceValidator(chain);
    instance.setErrorForUnknownProfiles(false);
    instance.setAnyExtensionsAllowed(true);
    instance.setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
    TypeInReference references = new TypeInReference();
    instance.setValidatorResourceFetcher(references);
    instance.setValidatorPolicyAdvisor(references);
    validator = context.newValidator().registerValidatorModule(instance);
  }

  ValidationResult validate(String text, List<String> profiles) {
    ValidationOptions options = new ValidationOptions();
    profiles.forEach(options::addProfile);
    return validator.validateWithResult(text, options);
  }

  private static void load(Path folder, FhirContext context, PrePopulatedValidationSupport into) throws IOException {
    IParser parser = context.newJsonParser();
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      // A hidden one is the package's index, and no resource.
      files = found.filter(path -> path.getFileName().toString().matches("[^.].*\\.json")).sorted().toList();
    }
    for (Path file : files) {
      String text = Files.readString(file);
      if (!text.contains("\"resourceType\"")) {
        continue;
      }
      IBaseResource resource = parser.parseResource(text);
      if (resource instanceof StructureDefinition definition) {
        into.addStructureDefinition(definition);
      } else if (resource instanceof ValueSet valueSet) {
        into.addValueSet(valueSet);
      } else if (resource instanceof CodeSystem codeSystem) {
        into.addCodeSystem(codeSystem);
      }
    }
  }
}
