import { Option } from 'commander';

/** The configuration file when neither `--config` nor SAMPLAN_CONFIG names one. */
const DEFAULT_FILE = 'samplan.yaml';

/** Options of every command that works on an installation. */
export interface ConfigFileOption {
  readonly config: string;
}

/** `--config FILE`, the same on every command. */
export function configFileOption(): Option {
  return new Option('--config <file>', 'configuration file').env('SAMPLAN_CONFIG').default(DEFAULT_FILE);
}
