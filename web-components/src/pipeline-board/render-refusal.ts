import { textIn } from '@tenon/sdk/contract/locale'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import { html } from 'lit'
import { fieldOfPointer } from '../internal/error-body.ts'
import type { Refusal } from './board-data.ts'
import { type BoardView, labelOfStage } from './board-view.ts'

/** Beside the card that came back: where it was to go, who refused and why, and the way to each field that is missing. */
export function renderRefusal(recordId: string, { to, error }: Refusal, view: BoardView) {
  const { texts } = view
  const title = texts.notMovedTo(labelOfStage(to, view))
  const rule = error.guard && labelOfGuard(error.guard, view)
  const message = error.code === 'VERSION_CONFLICT' ? texts.changedMeanwhile : error.message
  return html`<div class="refusal" part="refusal" role="group" aria-label=${title}>
    <p class="refusal-title">${title}</p>
    ${rule && html`<p class="rule">${texts.rule(rule)}</p>`}
    <p>${message}</p>
    ${error.problems.map((problem) => renderProblem(recordId, problem, { view, said: message }))}
    <button type="button" class="button quiet dense dismiss" @click=${() => view.onDismiss(recordId)}>${texts.dismiss}</button>
  </div>`
}

function renderProblem(
  recordId: string,
  { pointer, message }: Problem,
  { view: { pipeline, context, texts, onEditField }, said }: { view: BoardView; said: string },
) {
  const field = fieldOfPointer(pointer)
  const schema = context.model.entities[pipeline.entity]?.properties[field]
  // A refusal with a single reason says it as its message already.
  const reason = message === said ? '' : message
  if (!schema) return reason && html`<p>${reason}</p>`
  const label = textIn(schema.label, context.locale)
  return html`<p class="problem">
    <span>${reason}</span>
    <button type="button" class="button dense" @click=${() => onEditField(recordId, field)}>${texts.fillIn(label)}</button>
  </p>`
}

function labelOfGuard(guard: string, { pipeline, context }: BoardView): string | undefined {
  const guards = pipeline.stages.flatMap(({ entry, exit }) => [...(entry?.guards ?? []), ...(exit?.guards ?? [])])
  const declared = guards.find(({ name }) => name === guard)
  return declared && textIn(declared.label, context.locale)
}
