import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { FormRules } from '@tenon/sdk/contract/form-rules'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { Judge, JudgedRecord, Judgement } from '../rules/judge-rules.ts'
import { loadJudge } from '../rules/load-judge.ts'
import { ruleContext } from '../rules/rule-context.ts'
import type { FormDraft } from './form-draft.ts'
import type { FormHost } from './form-host.ts'
import type { FormField } from './form-sections.ts'

/** What is in the form now. */
export interface RuledForm {
  draft: FormDraft
  /** All that the form could show. */
  fields: readonly FormField[]
  read(field: string): JsonObject
}

const NOTHING: Judgement = { hidden: new Set(), required: new Set(), broken: [] }

/** What the entity's rules make of what was typed. The evaluator is loaded when the first form has a rule. */
export class FormRuleState {
  #judge: Judge | null = null
  #rules: FormRules | null = null
  #judgement = NOTHING
  readonly #host: FormHost

  constructor(host: FormHost) {
    this.#host = host
  }

  get hidden(): ReadonlySet<string> {
    return this.#judgement.hidden
  }

  get required(): ReadonlySet<string> {
    return this.#judgement.required
  }

  /** Field → what rules have against the form; with `edited`, only those about fields that were touched. */
  broken(edited: (field: string) => boolean = () => true): Record<string, string> {
    const { language } = this.#host
    const errors: Record<string, string> = {}
    for (const { fields, about, message } of this.#judgement.broken) {
      if (!about.some(edited)) continue
      const text = textIn(message, language)
      for (const field of fields) errors[field] = errors[field] ? `${errors[field]} ${text}` : text
    }
    return errors
  }

  /** Judges again. Where the evaluator is to be loaded first, `whenReady` is called once it is there. */
  judge(form: RuledForm, whenReady: () => void): void {
    const { model, entity } = this.#host
    const rules = model?.entities[entity]?.rules ?? null
    if (rules !== this.#rules) {
      this.#rules = rules
      this.#judge = null
      this.#judgement = NOTHING
      if (rules) void this.#load(rules, whenReady)
    }
    if (!this.#judge || !model) return
    const context = ruleContext(model)
    const typed = this.#judge(judgedRecord(model, entity, { ...form, hidden: new Set() }), context)
    // What is hidden is not sent: the record would keep what it has.
    const { hidden } = typed
    this.#judgement = hidden.size === 0 ? typed : this.#judge(judgedRecord(model, entity, { ...form, hidden }), context)
  }

  async #load(rules: FormRules, whenReady: () => void): Promise<void> {
    const judge = await loadJudge(rules)
    if (judge === null || this.#rules !== rules) return
    this.#judge = judge
    whenReady()
  }
}

/** Types whose values the server stores as they are read from a form. */
const AS_TYPED: ReadonlySet<FieldType> = new Set([
  ...([
    'text',
    'longText',
    'richText',
    'code',
    'integer',
    'decimal',
    'percent',
    'money',
    'rating',
    'progress',
  ] as const),
  ...(['duration', 'boolean', 'date', 'dateTime', 'time', 'yearMonth', 'choice', 'multiChoice'] as const),
  ...(['reference', 'user', 'team'] as const),
])

function judgedRecord(
  model: ModelView,
  entity: string,
  { draft, fields, read, hidden }: RuledForm & { hidden: ReadonlySet<string> },
): JudgedRecord {
  const { record } = draft
  const old = record as unknown as JsonObject | null
  const values: JsonObject = { ...(old ?? draft.hiddenPreset()) }
  const unknown = new Set(record?.$masked ?? [])
  const changed = new Set<string>()
  for (const { name, schema, writable } of fields) {
    const isSent = writable && !hidden.has(name)
    if (isSent && draft.edited(name)) changed.add(name)
    if (record && !(isSent && draft.edited(name))) continue
    const reading = isSent ? read(name) : { value: schema.default ?? null }
    const value = reading['value'] ?? null
    if (!('value' in reading) || (value !== null && !AS_TYPED.has(schema.fieldType))) unknown.add(name)
    if (record === null && value === null && isFilledIn(schema)) unknown.add(name)
    values[name] = value
  }
  if (record === null) placeNew(model, entity, { values, unknown })
  return { values, old, unknown, changed }
}

/** What the server gives a new record where nothing is typed. */
function isFilledIn({ default: literal, defaultTo, defaultExpression, slugFrom }: FormField['schema']): boolean {
  return [literal, defaultTo, defaultExpression, slugFrom].some((given) => given !== undefined)
}

/** Where a new record begins, and whose it is, if nobody says so. */
function placeNew(
  { pipelines, actor = null }: ModelView,
  entity: string,
  { values, unknown }: { values: JsonObject; unknown: Set<string> },
): void {
  values['ownerId'] ??= actor?.id ?? null
  if (values['stage'] !== undefined) return
  const own = Object.values(pipelines).filter((pipeline) => pipeline.entity === entity)
  const [only] = own
  if (only === undefined) return
  if (own.length > 1) for (const name of ['pipeline', 'stage']) unknown.add(name)
  values['pipeline'] ??= only.name
  values['stage'] = only.initialStage ?? only.stages[0]?.name ?? null
}
