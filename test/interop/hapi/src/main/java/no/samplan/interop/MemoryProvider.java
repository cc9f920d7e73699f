package no.samplan.interop;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.model.valueset.BundleEntryTransactionMethodEnum;
import ca.uhn.fhir.rest.annotation.ConditionalUrlParam;
import ca.uhn.fhir.rest.annotation.Create;
import ca.uhn.fhir.rest.annotation.Delete;
import ca.uhn.fhir.rest.annotation.History;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Since;
import ca.uhn.fhir.rest.annotation.Sort;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.SortOrderEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Reference;

/**
 * One resource type on HAPI's plain server: what a vendor writes who keeps resources in a system of its own. No PATCH,
 * no transaction, conditional create by identifier only, 409 for a stale If-Match as HAPI's documentation has it.
 */
class MemoryProvider<T extends DomainResource> implements IResourceProvider {
  private static final Pattern BY_IDENTIFIER = Pattern.compile("^(?:[A-Za-z]+)?\\??identifier=([^&]+)$");

  private final FhirContext fhir;
  private final Class<T> type;
  private final Memory<T> memory;

  MemoryProvider(FhirContext fhir, Class<T> type) {
    this.fhir = fhir;
    this.type = type;
    this.memory = new Memory<>(type);
  }

  @Override
  public Class<T> getResourceType() {
    return type;
  }

  void forget() {
    memory.forget();
  }

  @Read(version = true)
  public T read(@IdParam IdType id) {
    return memory.read(id);
  }

  @Create
  public MethodOutcome create(@ResourceParam T resource, @ConditionalUrlParam String condition) {
    synchronized (memory) {
      if (condition != null) {
        List<T> found = memory.all().stream().filter(carries(tokenOf(condition))).toList();
        if (found.size() > 1) throw new PreconditionFailedException("Several resources match");
        if (found.size() == 1) return outcome(found.get(0), false);
      }
      return outcome(memory.write(UUID.randomUUID().toString(), resource, BundleEntryTransactionMethodEnum.POST), true);
    }
  }

  @Update
  public MethodOutcome update(@IdParam IdType id, @ResourceParam T resource) {
    synchronized (memory) {
      T current = memory.current(id.getIdPart()).orElse(null);
      // The version in the id is that of If-Match.
      if (id.hasVersionIdPart()) {
        if (current == null || !id.getVersionIdPart().equals(current.getIdElement().getVersionIdPart()))
          throw new ResourceVersionConflictException("Another version is current");
      }
      return outcome(memory.write(id.getIdPart(), resource, BundleEntryTransactionMethodEnum.PUT), current == null);
    }
  }

  @Delete
  public MethodOutcome delete(@IdParam IdType id) {
    memory.delete(id);
    return new MethodOutcome();
  }

  @History
  public IBundleProvider history(@IdParam IdType id, @Since InstantType since) {
    return new SimpleBundleProvider(memory.history(id.getIdPart(), dateOf(since)));
  }

  @History
  public IBundleProvider history(@Since InstantType since) {
    return new SimpleBundleProvider(memory.history(null, dateOf(since)));
  }

  /** Types that are not about a person. */
  static final class Directory<T extends DomainResource> extends MemoryProvider<T> {
    Directory(FhirContext fhir, Class<T> type) {
      super(fhir, type);
    }

    @Search
    public IBundleProvider search(
        @OptionalParam(name = "_id") TokenParam id,
        @OptionalParam(name = "identifier") TokenParam identifier,
        @OptionalParam(name = "practitioner") ReferenceParam practitioner,
        @OptionalParam(name = "organization") ReferenceParam organization,
        @OptionalParam(name = "_lastUpdated") DateRangeParam updated,
        @Sort SortSpec sort) {
      return found(
          sort,
          hasId(id),
          carries(identifier),
          refers("practitioner", practitioner),
          refers("organization", organization),
          isIn(updated));
    }
  }

  /** Types that are about a person. */
  static final class Papers<T extends DomainResource> extends MemoryProvider<T> {
    Papers(FhirContext fhir, Class<T> type) {
      super(fhir, type);
    }

    @Search
    public IBundleProvider search(
        @OptionalParam(name = "_id") TokenParam id,
        @OptionalParam(name = "identifier") TokenParam identifier,
        @OptionalParam(name = "patient") ReferenceParam patient,
        @OptionalParam(name = "_lastUpdated") DateRangeParam updated,
        @Sort SortSpec sort) {
      return found(sort, hasId(id), carries(identifier), refers("patient", patient), isIn(updated));
    }
  }

  @SafeVarargs
  final IBundleProvider found(SortSpec sort, Predicate<T>... conditions) {
    List<T> found = new ArrayList<>(memory.all());
    for (Predicate<T> condition : conditions) found.removeIf(condition.negate());
    for (SortSpec each = sort; each != null; each = each.getChain()) {
      if (!each.getParamName().equals("_lastUpdated") && !each.getParamName().equals("_id"))
        throw new InvalidRequestException("This server sorts by _lastUpdated and _id only");
    }
    if (sort != null) found.sort(order(sort));
    return new SimpleBundleProvider(found);
  }

  private Comparator<T> order(SortSpec sort) {
    Comparator<T> first =
        sort.getParamName().equals("_id")
            ? Comparator.comparing(each -> each.getIdElement().getIdPart())
            : Comparator.comparing(each -> each.getMeta().getLastUpdated());
    Comparator<T> directed = sort.getOrder() == SortOrderEnum.DESC ? first.reversed() : first;
    return sort.getChain() == null ? directed : directed.thenComparing(order(sort.getChain()));
  }

  final Predicate<T> hasId(TokenParam id) {
    return each -> id == null || each.getIdElement().getIdPart().equals(id.getValue());
  }

  final Predicate<T> carries(TokenParam token) {
    return each -> token == null || identifiersOf(each).stream().anyMatch(identifier -> matches(identifier, token));
  }

  private List<Identifier> identifiersOf(T resource) {
    return fhir.newTerser().getValues(resource, type.getSimpleName() + ".identifier", Identifier.class);
  }

  private static boolean matches(Identifier identifier, TokenParam token) {
    boolean sameSystem = token.getSystem() == null || token.getSystem().equals(identifier.getSystem());
    return sameSystem && token.getValue().equals(identifier.getValue());
  }

  final Predicate<T> refers(String parameter, ReferenceParam target) {
    if (target == null) return each -> true;
    RuntimeSearchParam definition = fhir.getResourceDefinition(type).getSearchParam(parameter);
    if (definition == null) throw new InvalidRequestException("There is no parameter " + parameter + " here");
    return each ->
        definition.getPathsSplitForResourceType(type.getSimpleName()).stream()
            .map(path -> path.replaceFirst("\\.where\\(resolve\\(\\).*$", ""))
            .flatMap(path -> fhir.newTerser().getValues(each, path, Reference.class).stream())
            .anyMatch(reference -> target.getIdPart().equals(reference.getReferenceElement().getIdPart()));
  }

  final Predicate<T> isIn(DateRangeParam range) {
    return each -> {
      Date updated = each.getMeta().getLastUpdated();
      return range == null
          || (range.getLowerBoundAsInstant() == null || !updated.before(range.getLowerBoundAsInstant()))
              && (range.getUpperBoundAsInstant() == null || !updated.after(range.getUpperBoundAsInstant()));
    };
  }

  private TokenParam tokenOf(String condition) {
    Matcher matcher = BY_IDENTIFIER.matcher(condition);
    if (!matcher.matches()) throw new InvalidRequestException("Conditions are by identifier only");
    TokenParam token = new TokenParam();
    token.setValueAsQueryToken(fhir, "identifier", null, URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8));
    return token;
  }

  private static Date dateOf(InstantType since) {
    return since == null ? null : since.getValue();
  }

  private MethodOutcome outcome(T resource, boolean created) {
    MethodOutcome outcome = new MethodOutcome(resource.getIdElement(), created);
    outcome.setResource(resource);
    return outcome;
  }
}
