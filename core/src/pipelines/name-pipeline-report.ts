import type { ModelStore } from '../model/model-store.ts'
import { makeWithNames } from '../records/names/with-names.ts'
import type { ReadPipelineReport } from './read-pipeline-report.ts'

/** The report as the API has it: by names. */
export function namePipelineReport(models: Pick<ModelStore, 'get'>, report: ReadPipelineReport): ReadPipelineReport {
  return makeWithNames(models)(report, (answer, { book }) => ({
    ...answer,
    stages: answer.stages.map((stage) => ({ ...stage, stage: book.names.stage(answer.pipeline, stage.stage) })),
  }))
}
