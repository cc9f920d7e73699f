package no.samplan.interop;

import ca.uhn.fhir.model.api.ResourceMetadataKeyEnum;
import ca.uhn.fhir.model.valueset.BundleEntryTransactionMethodEnum;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;

/** Every version of every resource of one type, as long as the process lives. */
final class Memory<T extends DomainResource> {
  private final Class<T> type;
  private final Map<String, List<T>> versions = new LinkedHashMap<>();
  private long latest;

  Memory(Class<T> type) {
    this.type = type;
  }

  synchronized void forget() {
    versions.clear();
  }

  /** The current version, if there is one that is not a deletion. */
  synchronized Optional<T> current(String id) {
    return newest(id).filter(version -> !isDeletion(version));
  }

  /** All that are there, in the order in which they came. */
  synchronized List<T> all() {
    return versions.keySet().stream().map(this::current).flatMap(Optional::stream).toList();
  }

  synchronized T read(IdType id) {
    List<T> known = versions.get(id.getIdPart());
    if (known == null) throw new ResourceNotFoundException(id);
    T found;
    if (id.hasVersionIdPart()) {
      String version = id.getVersionIdPart();
      found =
          known.stream()
              .filter(each -> version.equals(each.getIdElement().getVersionIdPart()))
              .findFirst()
              .orElseThrow(() -> new ResourceNotFoundException(id));
    } else {
      found = known.get(known.size() - 1);
    }
    if (isDeletion(found)) throw new ResourceGoneException(id);
    return found;
  }

  /** Writes the next version, and answers with it. */
  synchronized T write(String id, T resource, BundleEntryTransactionMethodEnum method) {
    List<T> known = versions.computeIfAbsent(id, absent -> new ArrayList<>());
    @SuppressWarnings("unchecked")
    T version = (T) resource.copy();
    version.setId(new IdType(type.getSimpleName(), id, String.valueOf(known.size() + 1)));
    // No two versions have the same time, so that whoever asks by time misses none.
    latest = Math.max(System.currentTimeMillis(), latest + 1);
    version.getMeta().setVersionId(String.valueOf(known.size() + 1)).setLastUpdated(new Date(latest));
    ResourceMetadataKeyEnum.ENTRY_TRANSACTION_METHOD.put(version, method);
    known.add(version);
    return version;
  }

  synchronized void delete(IdType id) {
    T current = read(id.toVersionless());
    T deletion = write(id.getIdPart(), current, BundleEntryTransactionMethodEnum.DELETE);
    ResourceMetadataKeyEnum.DELETED_AT.put(deletion, new InstantType(deletion.getMeta().getLastUpdated()));
  }

  /** Versions of one id (of all where it is null) since a time, newest first. */
  synchronized List<T> history(String id, Date since) {
    if (id != null && !versions.containsKey(id)) throw new ResourceNotFoundException(new IdType(type.getSimpleName(), id));
    return versions.entrySet().stream()
        .filter(entry -> id == null || entry.getKey().equals(id))
        .flatMap(entry -> entry.getValue().stream())
        .filter(version -> since == null || !version.getMeta().getLastUpdated().before(since))
        .sorted((left, right) -> right.getMeta().getLastUpdated().compareTo(left.getMeta().getLastUpdated()))
        .toList();
  }

  private Optional<T> newest(String id) {
    List<T> known = versions.getOrDefault(id, List.of());
    return known.isEmpty() ? Optional.empty() : Optional.of(known.get(known.size() - 1));
  }

  private static boolean isDeletion(DomainResource version) {
    return ResourceMetadataKeyEnum.DELETED_AT.get(version) != null;
  }
}
