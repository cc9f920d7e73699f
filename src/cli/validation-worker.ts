import { parentPort, workerData } from 'node:worker_threads';
import { profilePackages } from '../config/profile-packages.ts';
import { createValidator } from '../validation/validation.ts';
import { type BatchTask, checkBatch } from './check-batch.ts';
import type { Batch } from './validation-batches.ts';

/** A thread of `samplan validate`: answers each batch with its part of the report. */
const task = workerData as BatchTask;
const validator = createValidator({ packages: profilePackages(task.packages) });

parentPort?.on('message', async (batch: Batch) => {
  parentPort?.postMessage(await checkBatch(batch, validator, task));
});
