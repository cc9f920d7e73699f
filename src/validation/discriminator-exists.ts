import { isOneOf } from './discriminator-ends.ts';
import { keysOf, nextNode, onlyTarget } from './discriminator-nodes.ts';
import type { DiscriminatorStep } from './discriminator-path.ts';
import type { ElementNode } from './element-tree.ts';
import type { Matcher, MatcherContext } from './matcher.ts';
import { quote } from './quote.ts';

/** A path, whether something stands at its end, and what a slice says of that. */
interface Presence {
  readonly source: string;
  readonly unknown: string | undefined;
  readonly reading: string;
  readonly demand: 'required' | 'forbidden' | undefined;
}

function demandOf({ definition: { min = 0, max } }: ElementNode, isEnd: boolean): Presence['demand'] {
  return max === '0' ? 'forbidden' : isEnd && min > 0 ? 'required' : undefined;
}

function stepInto(step: DiscriminatorStep, { key }: { readonly key: string }, inner: Presence): Presence {
  const through = (source: string): string =>
    'extension' in step
      ? `some(e.extension,(e)=>${isOneOf(step.extension, 'e.url')}&&${source})`
      : `some(e[${quote(key)}],(e)=>${source})`;
  return {
    ...inner,
    source: through(inner.source),
    unknown: inner.unknown && through(inner.unknown),
  };
}

function presence(
  node: ElementNode,
  [step, ...rest]: readonly DiscriminatorStep[],
  context: MatcherContext,
): Presence | undefined {
  if (!step) {
    return { source: 'true', unknown: undefined, reading: '', demand: undefined };
  }
  if ('type' in step) {
    return presence(node, rest, context);
  }
  if ('resolve' in step) {
    const target = onlyTarget(node, context.linker);
    const inner = target && presence(target, rest, context);
    return (
      inner && {
        source: `someTarget(pass,e,(e)=>${inner.source})`,
        unknown: '!isInHand(pass,e)',
        reading: `resolve().${inner.reading}`,
        demand: inner.demand,
      }
    );
  }
  const next = nextNode(node, step, context.linker);
  if (!next) {
    return undefined;
  }
  const [following] = rest;
  const only = following && 'type' in following ? following.type : undefined;
  const isEnd = rest.every((each) => 'type' in each);
  const name = 'element' in step ? step.element : `extension('${step.extension}')`;
  if (isEnd) {
    const keys = 'element' in step ? keysOf(next, step.element, only).flatMap(({ key }) => [key, `_${key}`]) : [];
    return {
      source:
        'element' in step
          ? `(${keys.map((key) => `e[${quote(key)}]!==undefined`).join('||') || 'false'})`
          : `some(e.extension,(e)=>${isOneOf(step.extension, 'e.url')})`,
      unknown: undefined,
      reading: name,
      demand: demandOf(next, true),
    };
  }
  const parts = keysOf(next, 'element' in step ? step.element : 'extension', only).flatMap((part) => {
    const inner = presence(part.node, rest, context);
    return inner ? [stepInto(step, part, inner)] : [];
  });
  const [first] = parts;
  const doubts = parts.flatMap(({ unknown }) => (unknown === undefined ? [] : [unknown]));
  return (
    first && {
      source: `(${parts.map(({ source }) => source).join('||')})`,
      unknown: doubts.length === 0 ? undefined : `(${doubts.join('||')})`,
      reading: `${name}.${first.reading}`,
      demand: demandOf(next, false) ?? first.demand,
    }
  );
}

/**
 * A slice that requires or forbids what stands at the end of a path. The path is gone first and the whole of it denied: where
 * its middle is missing, or stands several times, there is nothing at its end.
 */
export function existsMatcher(
  node: ElementNode,
  steps: readonly DiscriminatorStep[],
  context: MatcherContext,
): Matcher | undefined {
  const found = presence(node, steps, context);
  if (!found?.demand) {
    return undefined;
  }
  const { source, unknown, reading, demand } = found;
  const doubt = unknown === undefined ? {} : { unknown };
  return demand === 'required'
    ? { source, ...doubt, reading: `${reading} exists`, only: [demand] }
    : {
        source: unknown === undefined ? `!${source}` : `!(${unknown}||${source})`,
        ...doubt,
        reading: `no ${reading}`,
        only: [demand],
      };
}
