/**
 * Compares our verdicts with those of HAPI's FHIR validator:
 *
 *     npm run conformance
 *     npm run conformance -- --seed 2 --most 1000    other mutants, and more of each operator
 *
 * docs/conformance.md tells what is compared, and how an exception is argued.
 */
import { parseArgs } from 'node:util';
import { createValidator } from '../../src/validation/validation.ts';
import { missingJava } from '../java/java-program.ts';
import { type Disagreement, type Exception, explain, readExceptions } from './exceptions.ts';
import { cases, examples, type Input, PACKAGE, realInput, seeds, sources } from './inputs.ts';
import { judge } from './judge.ts';
import { mutantsOf, sampleOf } from './mutate.ts';
import { type OfficialIssue, start } from './official-engine.ts';

const SEED = 1;
const PER_OPERATOR = 1;
const MOST_OF_AN_OPERATOR = 25;

const { values: options } = parseArgs({ options: { seed: { type: 'string' }, most: { type: 'string' } } });
const seed = Number(options.seed ?? SEED);
const most = Number(options.most ?? MOST_OF_AN_OPERATOR);
/** Exceptions are argued from the mutants of every run; others need not bring each of them up. */
const isUsual = options.seed === undefined && options.most === undefined;

interface Answer {
  readonly id: string;
  readonly issues: readonly OfficialIssue[];
}

async function officialAnswers(inputs: readonly Input[], packages: readonly string[]): Promise<readonly Answer[]> {
  const engine = await start('check', packages);
  for (const { id, text } of inputs) engine.send({ id, text, profiles: [] });
  engine.end();
  const answers: Answer[] = [];
  for (const { id } of inputs) {
    const answer = (await engine.next()) as Answer | undefined;
    if (answer?.id !== id) throw new Error(`HAPI stopped before ${id}`);
    answers.push(answer);
  }
  return answers;
}

/** The two verdicts differ when one side has errors and the other has none. */
function compare(input: Input, ours: ReturnType<typeof judge>, theirs: Answer): Disagreement | undefined {
  const official = theirs.issues.filter(({ severity }) => severity === 'error');
  if (ours.errors.length > 0 === official.length > 0) return undefined;
  return ours.errors.length > 0
    ? { id: input.id, refuses: 'samplan', errors: ours.errors }
    : { id: input.id, refuses: 'official', errors: official };
}

const described = ({ errors }: Disagreement): string =>
  errors.map(({ rule, at, text }) => `${rule}${at ? ` at ${at}` : ''}${text ? `: ${text}` : ''}`).join('\n      ');

function printArgued(argued: ReadonlyMap<Exception, readonly Disagreement[]>): void {
  for (const [exception, disagreements] of argued) {
    const verdict =
      exception.refuses === 'official' ? 'HAPI refuses, Samplan accepts' : 'Samplan refuses, HAPI accepts';
    console.log(`\n${exception.match.join(' ')} (${disagreements.length}): ${verdict}; right: ${exception.right}`);
    console.log(`  ${exception.why}\n  ${exception.clause}`);
    for (const { id } of disagreements) console.log(`    ${id}`);
  }
}

async function main(): Promise<number> {
  const lacking = missingJava();
  if (lacking) {
    console.log(`conformance: not run (${lacking})`);
    return 0;
  }

  const real = realInput();
  const packages = [PACKAGE, ...real.packages];
  const mutants = sampleOf(mutantsOf(sources(), { seed, perOperator: PER_OPERATOR }), most);
  const inputs: readonly Input[] = [...examples(), ...seeds(), ...cases(), ...real.inputs, ...mutants];
  console.log(
    `examples: ${examples().length}, seeds: ${seeds().length}, cases: ${cases().length}, mutants: ${mutants.length} (seed ${seed})`,
  );
  console.log(
    real.inputs.length > 0
      ? `real input: ${real.inputs.length} files of ${real.folder}`
      : `real input: not there (${real.folder}; SAMPLAN_REAL_INPUT names another folder)`,
  );

  const validator = createValidator({ packages });
  const ours = inputs.map(({ text }) => judge(text, validator));
  const theirs = await officialAnswers(inputs, packages);

  const exceptions = readExceptions();
  const argued = new Map<Exception, Disagreement[]>();
  const unexplained: Disagreement[] = [];
  for (const [index, input] of inputs.entries()) {
    const [mine, yours] = [ours[index], theirs[index]];
    const disagreement = mine && yours ? compare(input, mine, yours) : undefined;
    if (!disagreement) continue;
    const explaining = explain(disagreement, exceptions);
    if (explaining.length === 0) unexplained.push(disagreement);
    for (const exception of explaining) argued.set(exception, [...(argued.get(exception) ?? []), disagreement]);
  }
  const stale = exceptions.filter(
    (exception) => isUsual && !argued.has(exception) && (!exception.realInput || real.inputs.length > 0),
  );

  printArgued(argued);
  for (const disagreement of unexplained) {
    console.log(
      `\nunexplained: ${disagreement.id}\n    ${disagreement.refuses} refuses\n      ${described(disagreement)}`,
    );
  }
  for (const { match, refuses } of stale)
    console.log(`\nstale exception, take it out: ${match.join(' ')} (${refuses} refuses)`);

  const arguedCount = new Set([...argued.values()].flat()).size;
  const agreed = inputs.length - arguedCount - unexplained.length;
  const bothRefuse = inputs.filter((_, index) => (ours[index]?.errors.length ?? 0) > 0).length;
  console.log(`\nSamplan refuses ${bothRefuse} of them.`);
  console.log(
    `conformance: ${inputs.length} inputs, ${agreed} agree, ${arguedCount} argued, ${unexplained.length} unexplained`,
  );
  const failed = unexplained.length + stale.length;
  console.log(`${agreed + arguedCount} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
