import type { CompiledInvariant } from './invariant.ts';
import type { SourceUnit } from './source-unit.ts';

/** Statements that evaluate an invariant on the value that `value` is the source of, and report at `place` where it does not hold. */
export function invariantSource(
  { holds, by, inline }: CompiledInvariant,
  value: string,
  place: string,
  site: string,
  unit: SourceUnit,
): string {
  if (inline) {
    const variables = ['h=false'];
    const temporary = (): string => {
      const name = `t${variables.length}`;
      variables.push(name);
      return name;
    };
    const truth = inline(value, temporary);
    const told = `if(!h)pass.fail(${site},${place});`;
    return `{let ${variables.join(',')};try{h=${truth}===true}catch{h=true;notChecked(pass,${place},${site})}${told}}`;
  }
  const constant = unit.constant(holds);
  return by === 'hand'
    ? `if(!${constant}(${value},pass))pass.fail(${site},${place});`
    : `invariant(pass,${constant},${value},${place},${site});`;
}
