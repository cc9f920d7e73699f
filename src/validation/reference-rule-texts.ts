import { entry, type RuleText, text } from './rule-text.ts';

/** Rules of what names something: ids, systems, references. */
export const referenceRuleTexts = {
  'system-relative': entry(
    'value',
    'codesystem-definitions.html#CodeSystem.url',
    text(
      '{element} må være en absolutt URI: en relativ sier ikke hvilket system det er; her er {found}.',
      '{element} må vere ein absolutt URI: ein relativ seier ikkje kva system det er; her er {found}.',
      '{element} must be an absolute URI: a relative one does not tell which system it is; found {found}.',
    ),
    text(
      'Bruk den fulle URI-en til systemet.',
      'Bruk den fulle URI-en til systemet.',
      'Use the full URI of the system.',
    ),
  ),
  'identifier-uri': entry(
    'value',
    'identifier-registry.html',
    text(
      '{element} må være en absolutt URI når system er urn:ietf:rfc:3986; her er {found}.',
      '{element} må vere ein absolutt URI når system er urn:ietf:rfc:3986; her er {found}.',
      '{element} must be an absolute URI when the system is urn:ietf:rfc:3986; found {found}.',
    ),
    text(
      'Skriv verdien som URI, for eksempel med urn:oid: foran, eller bruk et annet system.',
      'Skriv verdien som URI, til dømes med urn:oid: framfor, eller bruk eit anna system.',
      'Write the value as a URI, for example with urn:oid: before it, or use another system.',
    ),
  ),
  'duplicate-id': entry(
    'value',
    'element-definitions.html#Element.id',
    text(
      'En annen del av ressursen har samme id: {element} må være unik i ressursen.',
      'Ein annan del av ressursen har same id: {element} må vere unik i ressursen.',
      'Another part of the resource has the same id: {element} must be unique within the resource.',
    ),
    text('Gi den en egen id.', 'Gi han ein eigen id.', 'Give it an id of its own.'),
  ),
  'reference-format': entry(
    'value',
    'references.html#literal',
    text(
      '{element} må være en {expected} uten mellomrom; her er {found}.',
      '{element} må vere ein {expected} utan mellomrom; her er {found}.',
      '{element} must be a {expected} without spaces; found {found}.',
    ),
    text(
      'Skriv referansen som absolutt URL, #id eller Type/id.',
      'Skriv referansen som absolutt URL, #id eller Type/id.',
      'Write the reference as an absolute URL, #id or Type/id.',
    ),
  ),
  'reference-type': entry(
    'value',
    'references-definitions.html#Reference.type',
    text(
      '{element} må være navnet på en ressurstype i R4, og den samme som referansen peker på; her er {found}.',
      '{element} må vere namnet på ein ressurstype i R4, og den same som referansen peikar på; her er {found}.',
      '{element} must be the name of a resource type of R4, and the one that the reference leads to; found {found}.',
    ),
    text('Rett type, eller la den være ute.', 'Rett type, eller la han vere ute.', 'Correct type, or leave it out.'),
  ),
  'internal-target': entry(
    'not-found',
    'references.html#contained',
    text(
      '{element} peker på en ressurs i contained som ikke er der.',
      '{element} peikar på ein ressurs i contained som ikkje er der.',
      '{element} refers to a contained resource that is not there.',
    ),
    text(
      'Legg ressursen i contained, eller bruk en absolutt URL.',
      'Legg ressursen i contained, eller bruk ein absolutt URL.',
      'Put the resource in contained, or use an absolute URL.',
    ),
  ),
  'reference-target': entry(
    'structure',
    'references.html#Reference',
    text(
      '{element} må peke på {expected}; her er {found}.',
      '{element} må peike på {expected}; her er {found}.',
      '{element} must point to {expected}; found {found}.',
    ),
    text(
      'Pek på en ressurs av tillatt type.',
      'Peik på ein ressurs av tillaten type.',
      'Point to a resource of an allowed type.',
    ),
  ),
  'bundle-full-url': entry(
    'structure',
    'bundle-definitions.html#Bundle.entry.fullUrl',
    text(
      'fullUrl må være absolutt og slutte på typen og id-en til ressursen: {expected}; her er {found}.',
      'fullUrl må vere absolutt og slutte på typen og id-en til ressursen: {expected}; her er {found}.',
      'fullUrl must be absolute, and end in the type and id of the resource: {expected}; found {found}.',
    ),
    text('Rett fullUrl eller id.', 'Rett fullUrl eller id.', 'Correct fullUrl or id.'),
  ),
  'bundle-reference': entry(
    'not-found',
    'bundle.html#references',
    text(
      'Referansen peker på en urn som ingen oppføring i Bundle har.',
      'Referansen peikar på ein urn som inga oppføring i Bundle har.',
      'The reference is to a urn that no entry of the Bundle has.',
    ),
    text(
      'Ta med ressursen, eller bruk en referanse som kan følges.',
      'Ta med ressursen, eller bruk ein referanse som kan følgjast.',
      'Include the resource, or use a reference that can be followed.',
    ),
  ),
  'reference-aggregation': entry(
    'structure',
    'elementdefinition-definitions.html#ElementDefinition.type.aggregation',
    text(
      '{element} må peke på en ressurs som er {expected}; her er {found}.',
      '{element} må peike på ein ressurs som er {expected}; her er {found}.',
      '{element} must point to a resource that is {expected}; found {found}.',
    ),
    text(
      'Legg ressursen der profilen krever.',
      'Legg ressursen der profilen krev.',
      'Put the resource where the profile requires it.',
    ),
  ),
  'reference-profile': entry(
    'structure',
    'references.html#Reference',
    text(
      'Ressursen som {element} peker på, følger ikke {expected}.',
      'Ressursen som {element} peikar på, følgjer ikkje {expected}.',
      'The resource that {element} points to does not follow {expected}.',
    ),
    text(
      'Rett ressursen, eller pek på en annen.',
      'Rett ressursen, eller peik på ein annan.',
      'Correct the resource, or point to another.',
    ),
  ),
} satisfies Record<string, RuleText>;
