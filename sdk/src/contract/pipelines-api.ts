import type { PipelineReport, PipelineReportInput } from './pipeline-report.ts'
import type { CreationInput, StageCreationList } from './stage-creation.ts'

export interface PipelinesApi {
  /**
   * How a pipeline stands and what went through it, of the records that the actor may read. BAD_REQUEST for a period or
   * filter that is none, UNAVAILABLE where it would take too long.
   */
  report(input: PipelineReportInput): Promise<PipelineReport>
  /** Admins only: what entering a stage is to create and has not. The oldest first, at most 200. */
  creations(): Promise<StageCreationList>
  /** Admins only: has it tried again. CONFLICT where it is neither waiting nor failed. */
  retryCreation(input: CreationInput): Promise<StageCreationList>
  /** Admins only: gives it up. */
  dismissCreation(input: CreationInput): Promise<StageCreationList>
}
