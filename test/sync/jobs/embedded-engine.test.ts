import { createEmbeddedEngine } from '../../../src/sync/jobs/embedded-engine.ts';
import { jobEngineContract } from '../../contract/job-engine.ts';
import { SILENT } from '../../exchange/stage.ts';

jobEngineContract('of one process', async () => ({
  open: ({ perform }) => createEmbeddedEngine({ perform, timezone: 'Europe/Oslo', random: Math.random, log: SILENT }),
  dispose: async () => {},
}));
