import type { ModelDocument, ModelPipeline, ModelView } from '@tenon/sdk/contract/model-document'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import { html, nothing, type TemplateResult } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { PipelineChangedEvent } from './pipeline-changed-event.ts'

/** Base of the parts of the pipeline's page: what they show, and how they change it. Fires `studio-pipeline-changed`. */
export abstract class PipelineElement extends StudioElement {
  static override properties = {
    pipeline: { attribute: false },
    document: { attribute: false },
    problems: { attribute: false },
    roleLabels: { attribute: false },
  }
  declare pipeline: ModelPipeline
  /** Of the draft. */
  declare document: ModelDocument
  /** Why the last change was refused, with pointers below the pipeline. */
  declare problems: readonly Problem[]
  /** What the tenant's roles are called; for parts that offer roles. */
  declare roleLabels: ModelView['roleLabels']

  constructor() {
    super()
    this.problems = []
  }

  protected change(part: { [K in keyof ModelPipeline]?: ModelPipeline[K] | undefined }): void {
    const kept = Object.entries({ ...this.pipeline, ...part }).filter(([, value]) => value !== undefined)
    this.dispatchEvent(new PipelineChangedEvent(Object.fromEntries(kept) as unknown as ModelPipeline))
  }

  protected get fields() {
    return Object.entries(this.document.entities[this.pipeline.entity]?.properties ?? {})
  }

  protected stageLabel(name: string): string {
    return this.text(this.pipeline.stages.find((stage) => stage.name === name)?.label ?? name)
  }

  /** What is wrong at a place or below it. */
  protected problemsAt(pointer: string): TemplateResult | typeof nothing {
    const own = this.problems.filter((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`))
    if (own.length === 0) return nothing
    return html`${own.map(({ message }) => html`<p class="error" role="alert">${message}</p>`)}`
  }
}

export function typedIn(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value
}

export function isChecked(event: Event): boolean {
  return (event.target as HTMLInputElement).checked
}
