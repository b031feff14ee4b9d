import type { ActionRun } from './action-run.ts'
import type { JsonObject } from './json-value.ts'
import type { MetricAnswer } from './metric-schema.ts'
import type { TenonRecord } from './record.ts'

type Acted = Pick<TenonRecord, 'id'>

/** What plugins show to people, as one of them uses it. */
export interface TestTools {
  /**
   * Runs an action of the tested plugin (`<plugin>.<action>` for one of another) and waits for its end. On one record,
   * on several, or with null on the list itself. What cannot be begun is an error with `code` and `problems`; how it
   * went is in `status`, `refusals` and `error`.
   */
  run(action: string, records: Acted | readonly Acted[] | null, form?: JsonObject): Promise<ActionRun>
  /** Asks for a figure of the tested plugin (`<plugin>.<metric>` for one of another). The time zone is UTC by default. */
  metric(name: string, period: { from: string; to: string; timeZone?: string }): Promise<MetricAnswer>
}
