import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { DerivationProblem } from '@tenon/sdk/expression/derivation'
import { PipelineElement } from './pipeline-element.ts'

/** The stage that is edited is another one now. */
export class StageEditedEvent extends Event {
  readonly stage: StageSchema

  constructor(stage: StageSchema) {
    super('studio-stage-edited', { bubbles: true, composed: true })
    this.stage = stage
  }
}

/** Base of the parts of a stage's sheet. Fires `studio-stage-edited`. */
export abstract class StagePart extends PipelineElement {
  static override properties = {
    ...PipelineElement.properties,
    stage: { attribute: false },
    pointer: {},
    expressions: { attribute: false },
  }
  declare stage: StageSchema
  /** Of the stage, below the pipeline. */
  declare pointer: string
  /** What is wrong with expressions, by pointer. */
  declare expressions: ReadonlyMap<string, DerivationProblem[]>

  constructor() {
    super()
    this.pointer = ''
    this.expressions = new Map()
  }

  protected edit(part: { [K in keyof StageSchema]?: StageSchema[K] | undefined }): void {
    const kept = Object.entries({ ...this.stage, ...part }).filter(([, value]) => value !== undefined)
    this.dispatchEvent(new StageEditedEvent(Object.fromEntries(kept) as unknown as StageSchema))
  }

  protected get fieldNames() {
    return this.fields.map(([name, { label }]) => ({ name, label: this.text(label) }))
  }
}

/** An object without what is undefined; undefined if nothing is left. */
export function filled<T extends object>(value: { [K in keyof T]?: T[K] | undefined }): T | undefined {
  const kept = Object.entries(value).filter(([, part]) => part !== undefined)
  return kept.length > 0 ? (Object.fromEntries(kept) as T) : undefined
}
