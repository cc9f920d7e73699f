import { fault } from '../config/fault.ts';
import type { Configuration } from '../config.ts';
import { SamplanError } from '../errors.ts';
import { LOG_LEVELS, type Log, type LogLevel, openLog } from '../observe/log.ts';
import type { Terminal } from './terminal.ts';

/** The log of a command at the level of LOG_LEVEL, with the warnings of the configuration as its first lines. */
export function openOperatorLog(
  terminal: Terminal,
  configuration: Pick<Configuration, 'warnings'>,
  usual: LogLevel = 'info',
): Log {
  const log = openLog({
    level: levelOf(terminal.environment['LOG_LEVEL']) ?? usual,
    to: { write: (line) => terminal.complain(line) },
  });
  for (const { rule, path } of configuration.warnings) log.warn('doubtful setting', { code: rule, place: path });
  return log;
}

function levelOf(variable: string | undefined): LogLevel | undefined {
  if (variable === undefined || variable === '') return undefined;
  const level = LOG_LEVELS.find((known) => known === variable.toLowerCase());
  if (level !== undefined) return level;
  throw new SamplanError(
    'configuration',
    {
      nb: 'Miljøvariabelen LOG_LEVEL er feil.',
      nn: 'Miljøvariabelen LOG_LEVEL er feil.',
      en: 'The environment variable LOG_LEVEL is wrong.',
    },
    {
      findings: [
        fault('wrong-value', 'environment variable LOG_LEVEL', 'LOG_LEVEL', {
          expected: LOG_LEVELS.join(' | '),
          found: variable,
        }),
      ],
    },
  );
}
