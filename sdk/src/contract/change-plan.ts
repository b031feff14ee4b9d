import type { JsonValue } from './json-value.ts'
import type { LocalizedText } from './locale.ts'
import type { PlannedStages } from './stage-mapping.ts'
import type { StageWhatIf } from './stage-what-if.ts'

/** What publishing a draft will do, before it does it. */
export interface ChangePlan {
  /** Names the models that it leads from and to, whatever the rows and the version's number: the same in every environment. */
  hash: string
  /** Version of the model that the plan starts from; publishing on another one is refused. */
  baseVersion: number
  /** Whether all rows were counted, or a share of them and the database's statistics; then nothing blocks for sure. */
  counts: PlanCounts
  steps: PlanStep[]
  /** True when a step puts values aside; publishing then needs `consent`. */
  needsConsent: boolean
  /** Reasons why it cannot be published as it is. */
  blockers: LocalizedText[]
  /** What else uses the fields, entities and stages that change. */
  dependents: PlanDependent[]
  /** Records whose stage goes, for which publishing needs an answer, and those that could return to one. */
  stages: PlannedStages
  /** New and stricter rules of stages, with the records that would not keep to them; only where all rows are counted. */
  whatIf: StageWhatIf[]
}

export type PlanCounts = 'estimated' | 'exact'

/** Kinds of things that use a part of the model, and the ten categories in which they are shown. */
export const DEPENDENT_CATEGORIES = {
  field: 'fields',
  reference: 'fields',
  form: 'forms',
  list: 'views',
  view: 'views',
  filter: 'filters',
  pipeline: 'pipelines',
  role: 'permissions',
  embed: 'embeds',
  site: 'embeds',
  hook: 'automations',
  action: 'automations',
  schedule: 'automations',
  webhook: 'automations',
  metric: 'automations',
  contract: 'automations',
  import: 'imports',
  apiUse: 'apiUse',
} as const
export type DependentKind = keyof typeof DEPENDENT_CATEGORIES
export type DependentCategory = (typeof DEPENDENT_CATEGORIES)[DependentKind]

/** Something that uses what a step changes. */
export interface PlanDependent {
  /** Position of the step. */
  step: number
  kind: DependentKind
  /** In words, such as “View ‘My open deals’ filters by it”. */
  text: LocalizedText
  /** Entity where it is found, and name of the field, view, pipeline, role, plugin, site, or `apiKey:<id>`. */
  entity: string
  name: string
  /** It will not work any more; publishing may have refused it already. */
  breaks: boolean
}

/** A row's value before and after a step. */
export interface PlanSample {
  id: string
  title: string | null
  before: JsonValue
  after: JsonValue
  /** Something of the value is put aside. */
  lost: boolean
}

/** For so many days what was put aside can come back; then it is removed. */
export const PARKED_DAYS = 30

export type PlanRisk = 'safe' | 'caution' | 'destructive'

export interface PlanStep {
  /** In words, such as “Add field ‘Loyalty tier’ to Contact”. */
  summary: LocalizedText
  sql: string[]
  /** The strongest lock that the step takes, in PostgreSQL's words. */
  lock: string
  /** Estimated, in milliseconds: from begin to end, and how long others may have to wait for it. */
  time: { milliseconds: number; waiting: number }
  risk: PlanRisk
  /**
   * Rows of the table, rows whose values are affected, and among them those of whose values something is put aside;
   * null where the step touches no rows.
   */
  impact: { rows: number; affected: number; lost: number } | null
  /** Up to 20 rows, those that lose something first; none where the step changes no values, or they were not asked for. */
  samples: PlanSample[]
}
