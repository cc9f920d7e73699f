import type { Validator } from '../validation/validation.ts';
import { type CheckedFile, checkFile, checkLongLine, checkText, checkUnreadable } from './check-file.ts';
import { type Batch, splitLines } from './validation-batches.ts';
import { type ReportPart, type ReportStyle, reportPart } from './validation-report.ts';

/** What a batch is checked against, and how it is told. */
export interface BatchTask extends ReportStyle {
  readonly packages: readonly string[];
  readonly profiles: readonly string[];
}

/** Validates a batch and writes its part of the report. */
export async function checkBatch(
  batch: Batch,
  validator: Pick<Validator, 'validate'>,
  task: Pick<BatchTask, 'profiles' | 'format' | 'language'>,
): Promise<ReportPart> {
  return reportPart(await checkAll(batch, validator, task.profiles), task);
}

async function checkAll(
  batch: Batch,
  validator: Pick<Validator, 'validate'>,
  profiles: readonly string[],
): Promise<readonly CheckedFile[]> {
  switch (batch.kind) {
    case 'files': {
      const all: CheckedFile[] = [];
      for (const file of batch.files) all.push(await checkFile(file, validator, profiles));
      return all;
    }
    case 'lines':
      return [...splitLines(batch.text, batch.firstLine)].map(({ line, bytes }) =>
        checkText(`${batch.file}:${line}`, bytes, validator, profiles),
      );
    case 'long-line':
      return [checkLongLine(`${batch.file}:${batch.line}`)];
    case 'unreadable':
      return [checkUnreadable(batch.file, batch.code)];
  }
}
