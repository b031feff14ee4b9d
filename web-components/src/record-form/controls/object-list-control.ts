import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { valueField } from '@tenon/sdk/contract/value-field'
import { html } from 'lit'
import { minusIcon, plusIcon, upIcon } from '../../internal/icons.ts'
import type { RecordFormTexts } from '../record-form.texts.ts'
import type { ControlContext, FieldControl, Reading } from './field-control.ts'
import { focusAfterUpdate } from './focus-after-update.ts'

type Line = Record<string, unknown>
type FindControl = (type: FieldType) => FieldControl

/** Lines of parts, each part with the control of its type. `controlOf` looks late: this is one of the controls. */
export function makeObjectListControl(controlOf: FindControl): FieldControl {
  return {
    group: true,
    wide: true,
    render: (context) => {
      const lines = context.raw as Line[]
      return html`<span class="objects-input">
        ${lines.map((_, index) => renderLine(context, index, controlOf))}
        <button type="button" class="button quiet dense add" id=${lines.length === 0 ? context.id : `${context.id}-add`} @click=${(event: Event) => addLine(context, event, controlOf)}>
          ${plusIcon}${context.texts.addLine}
        </button>
      </span>`
    },
    write: (value, schema) =>
      (Array.isArray(value) ? value : []).map((item) => writeLine(item as JsonObject, schema, controlOf)),
    read: (raw, texts, schema) => readLines(raw as Line[], { texts, schema, controlOf }),
  }
}

function partsOf({ items }: FieldSchema): Array<[name: string, part: FieldSchema]> {
  return Object.entries(items?.properties ?? {})
}

function writeLine(item: JsonObject, schema: FieldSchema, controlOf: FindControl): Line {
  const parts = partsOf(schema).map(([name, part]): [string, unknown] => {
    const value = item[name] ?? null
    return [name, controlOf(valueField(part).fieldType).write?.(value, part) ?? value ?? '']
  })
  return Object.fromEntries(parts)
}

interface ReadInput {
  texts: RecordFormTexts
  schema: FieldSchema
  controlOf: FindControl
}

/** A line that nobody has filled in is no line. */
function readLines(lines: readonly Line[], input: ReadInput): Reading {
  const items: JsonObject[] = []
  for (const [index, line] of lines.entries()) {
    const item: JsonObject = {}
    for (const [name, part] of partsOf(input.schema)) {
      const reading = readPart(line[name], part, input)
      if ('problem' in reading) {
        return { problem: input.texts.lineProblem(index + 1, part.label, reading.problem) }
      }
      if (reading.value !== null) item[name] = reading.value
    }
    if (Object.values(item).some((value) => value !== false)) items.push(item)
  }
  return { value: items.length > 0 ? items : null }
}

function readPart(raw: unknown, part: FieldSchema, { texts, controlOf }: ReadInput): Reading {
  const text = typeof raw === 'string' ? raw.trim() || null : ((raw ?? null) as JsonValue)
  return controlOf(valueField(part).fieldType).read?.(raw, texts, part) ?? { value: text }
}

function renderLine(context: ControlContext, index: number, controlOf: FindControl) {
  const { id, raw, set, texts } = context
  const lines = raw as Line[]
  const remove = (event: Event) => {
    set(lines.toSpliced(index, 1))
    focusAfterUpdate(event, lines.length > 1 ? `${id}-add` : id)
  }
  const raise = () => set(lines.toSpliced(index, 1).toSpliced(index - 1, 0, lines[index] ?? {}))
  const parts = partsOf(context.schema).map((part, at) => renderPart(context, { index, at, part, controlOf }))
  return html`<span class="object" role="group" aria-label=${texts.lineNumber(index + 1)}>
    <span class="parts">${parts}</span>
    <span class="tools">
      <button type="button" class="button quiet icon dense" title=${texts.raiseLine(index + 1)} aria-label=${texts.raiseLine(index + 1)} ?disabled=${index === 0} @click=${raise}>${upIcon}</button>
      <button type="button" class="button quiet icon dense" title=${texts.removeLine(index + 1)} aria-label=${texts.removeLine(index + 1)} @click=${remove}>${minusIcon}</button>
    </span>
  </span>`
}

interface PartInput {
  index: number
  at: number
  part: [name: string, schema: FieldSchema]
  controlOf: FindControl
}

function renderPart(context: ControlContext, { index, at, part: [name, schema], controlOf }: PartInput) {
  const lines = context.raw as Line[]
  const control = controlOf(valueField(schema).fieldType)
  const label = textIn(schema.label, context.locale)
  const id = partId(context.id, index, at)
  const input = control.render({
    ...context,
    id,
    schema,
    label,
    raw: lines[index]?.[name],
    required: context.schema.items?.required?.includes(name) ?? false,
    set: (raw) => context.set(lines.with(index, { ...lines[index], [name]: raw })),
  })
  const classes = `field ${control.wide ? 'whole' : ''}`
  return control.group
    ? html`<fieldset class=${classes}><legend class="label part">${label}</legend>${input}</fieldset>`
    : html`<span class=${classes}><label class="label part" for=${id}>${label}</label>${input}</span>`
}

/** The form focuses a field by its id: the first part of the first line has it. */
function partId(id: string, line: number, part: number): string {
  return line === 0 && part === 0 ? id : `${id}-${line}-${part}`
}

function addLine(context: ControlContext, event: Event, controlOf: FindControl): void {
  const lines = context.raw as Line[]
  context.set([...lines, writeLine({}, context.schema, controlOf)])
  focusAfterUpdate(event, partId(context.id, lines.length, 0))
}
