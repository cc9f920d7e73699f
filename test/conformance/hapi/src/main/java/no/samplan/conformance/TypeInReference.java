package no.samplan.conformance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.common.hapi.validation.validator.FhirDefaultPolicyAdvisor;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.JsonParser;
import org.hl7.fhir.r5.elementmodel.ValidatedFragment;
import org.hl7.fhir.r5.model.CanonicalResource;
import org.hl7.fhir.r5.model.CanonicalType;
import org.hl7.fhir.r5.utils.validation.IResourceValidator;
import org.hl7.fhir.r5.utils.validation.IValidationPolicyAdvisor;
import org.hl7.fhir.r5.utils.validation.IValidatorResourceFetcher;
import org.hl7.fhir.r5.utils.validation.constants.ReferenceValidationPolicy;
import org.hl7.fhir.validation.instance.InstanceValidator;

/**
 * Makes HAPI check the type that a literal reference names.
 *
 * <p>HAPI checks a target's type only when it can get the target. {@code Group/1} says what it refers to without being
 * followed (https://hl7.org/fhir/R4/references.html#literal), so this answers with an empty resource of that type, and
 * asks for a check of the type only.
 */
final class TypeInReference extends FhirDefaultPolicyAdvisor implements IValidatorResourceFetcher {
  private static final Pattern LITERAL =
      Pattern.compile("(?:https?://[^?#]+/)?([A-Z][A-Za-z]+)/[A-Za-z0-9.-]{1,64}(?:/_history/[A-Za-z0-9.-]{1,64})?");

  @Override
  public ReferenceValidationPolicy policyForReference(
      IResourceValidator validator,
      Object context,
      String path,
      String url,
      IValidationPolicyAdvisor.ReferenceDestinationType destination) {
    return ReferenceValidationPolicy.CHECK_TYPE_IF_EXISTS;
  }

  @Override
  public Element fetch(IResourceValidator validator, Object context, String url) throws IOException {
    Matcher literal = LITERAL.matcher(url);
    InstanceValidator instance = (InstanceValidator) validator;
    if (!literal.matches() || !instance.getContext().getResourceNamesAsSet().contains(literal.group(1))) {
      return null;
    }
    String text = "{\"resourceType\":\"" + literal.group(1) + "\"}";
    List<ValidatedFragment> parsed =
        new JsonParser(instance.getContext()).parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    return parsed.get(0).getElement();
  }

  @Override
  public boolean resolveURL(
      IResourceValidator validator,
      Object context,
      String path,
      String url,
      String type,
      boolean canonical,
      List<CanonicalType> targets) {
    return true;
  }

  @Override
  public byte[] fetchRaw(IResourceValidator validator, String url) {
    return null;
  }

  @Override
  public IValidatorResourceFetcher setLocale(Locale locale) {
    return this;
  }

  @Override
  public CanonicalResource fetchCanonicalResource(IResourceValidator validator, Object context, String url) {
    return null;
  }

  @Override
  public boolean fetchesCanonicalResource(IResourceValidator validator, String url) {
    return false;
  }

  @Override
  public Set<ResourceVersionInformation> fetchCanonicalResourceVersions(
      IResourceValidator validator, Object context, String url) {
    return Set.of();
  }
}
