import type { LocalizedText } from '../contract/locale.ts'

/** A text for all languages, or one per language, of which the caller's is shown. */
export type MessageText = string | LocalizedText

export interface RejectionProblem {
  pointer: string
  message: MessageText
  rule?: string
}

export interface RejectionOptions {
  /** The field that is wrong; the message is then shown at it. */
  field?: string
  /** The rule that failed, such as `vinCheckDigit`; given to callers beside the message. */
  rule?: string
  /** Several things that are wrong, each with a JSON Pointer such as `/vin`. */
  problems?: RejectionProblem[]
  /** Fields that must be filled before it can succeed, for a form to ask for. */
  fields?: string[]
}

/** A refusal of one record. Throw it with `reject`, or return it for a record of a batch. */
export class Rejection {
  readonly message: MessageText
  readonly problems: RejectionProblem[]
  readonly fields?: string[]

  constructor(message: MessageText, options: RejectionOptions = {}) {
    const { field, rule, problems = [], fields } = options
    const own = field === undefined ? [] : [{ pointer: pointerTo(field), message, ...(rule !== undefined && { rule }) }]
    this.message = message
    this.problems = [...own, ...problems]
    if (fields !== undefined) this.fields = fields
    // By which the runtime knows a rejection from changed fields, whatever copy of this file made it.
    Object.defineProperty(this, Symbol.for('tenon.rejection'), { value: true })
  }
}

/** Refuses the record. Never returns; `return reject(…)` reads well where a value is expected. */
export function reject(message: MessageText, options: RejectionOptions = {}): never {
  throw new Rejection(message, options)
}

function pointerTo(field: string): string {
  return `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
