import type { Approver } from './approver.ts'
import type { LocalizedText } from './locale.ts'

/**
 * Every error that crosses a boundary of Tenon has one of these codes. Status and whether a
 * caller may try again are looked up here, never decided at the place that throws.
 */
export const ERROR_CODES = {
  VALIDATION_FAILED: { status: 400, retriable: false },
  BAD_REQUEST: { status: 400, retriable: false },
  UNAUTHENTICATED: { status: 401, retriable: false },
  FORBIDDEN: { status: 403, retriable: false },
  NOT_FOUND: { status: 404, retriable: false },
  VERSION_CONFLICT: { status: 409, retriable: false },
  CONFLICT: { status: 409, retriable: false },
  REFERENCE_CONFLICT: { status: 409, retriable: false },
  PAYLOAD_TOO_LARGE: { status: 413, retriable: false },
  HOOK_REJECTED: { status: 422, retriable: false },
  TRANSITION_REFUSED: { status: 422, retriable: false },
  SCHEMA_INVALID: { status: 422, retriable: false },
  SCHEMA_CHANGE_REFUSED: { status: 422, retriable: false },
  CONSENT_REQUIRED: { status: 422, retriable: false },
  PLUGIN_INVALID: { status: 422, retriable: false },
  PLUGIN_CLASH: { status: 409, retriable: false },
  PLUGIN_THREW: { status: 502, retriable: false },
  PLUGIN_BAD_RETURN: { status: 502, retriable: false },
  PLUGIN_LOAD_FAILED: { status: 502, retriable: false },
  PLUGIN_HOST_CALL_LIMIT: { status: 502, retriable: false },
  PLUGIN_CPU_LIMIT: { status: 504, retriable: false },
  PLUGIN_TIMEOUT: { status: 504, retriable: false },
  PLUGIN_MEMORY_LIMIT: { status: 502, retriable: false },
  PLUGIN_WORKER_RESTARTED: { status: 503, retriable: true },
  PLUGIN_CIRCUIT_OPEN: { status: 503, retriable: true },
  NET_DENIED: { status: 403, retriable: false },
  NET_FAILED: { status: 502, retriable: true },
  NET_TIMEOUT: { status: 504, retriable: true },
  RATE_LIMITED: { status: 429, retriable: true },
  UNAVAILABLE: { status: 503, retriable: true },
  CONFIG_INVALID: { status: 500, retriable: false },
  INTERNAL: { status: 500, retriable: false },
} as const

export type TenonErrorCode = keyof typeof ERROR_CODES

/** One thing that is wrong with the input. `pointer` is an RFC 6901 JSON Pointer into it, such as `/vin`. */
export interface Problem {
  pointer: string
  message: string
  /** The keyword or rule that failed, such as `required`, `pattern`, `vinCheckDigit`. */
  rule?: string
  /** Moves in pipelines: the guard that refused, or the rule about transitions, by its name in the pipeline. */
  guard?: string
  /** Moves that somebody has to agree to: who can; empty where nobody can. */
  approvers?: Approver[]
  /** Records that the problem is about, of those that the caller may see. */
  records?: ProblemRecord[]
  /** Expressions: the part of the text that is meant, in UTF-16 units; `end` is the first one behind. */
  range?: { start: number; end: number }
  /** Plugin files: the file that the pointer points into, relative to the plugin's folder. */
  file?: string
  /** Plugin files: the line in the file, from 1, where it is known. */
  line?: number
}

export interface ProblemRecord {
  entity: string
  id: string
  /** Null where the caller may not see what it is called by. */
  title: string | null
}

export interface TenonErrorInput {
  code: TenonErrorCode
  /** One sentence in plain words: the thing, the place, the value and what is allowed. */
  message: string
  /** The message in every language, where it may be kept and read by somebody else later. Clients receive `message`. */
  texts?: LocalizedText
  problems?: Problem[]
  /** Plugin or guard that refused, so that the reader knows whom to ask. */
  plugin?: string
  guard?: string
  cause?: unknown
}

/** What a client receives: the error without stack or cause. */
export interface TenonErrorBody {
  code: TenonErrorCode
  message: string
  problems: Problem[]
  plugin?: string
  guard?: string
  requestId?: string
}

/** The one error class of Tenon. */
export class TenonError extends Error {
  override readonly name = 'TenonError'
  readonly code: TenonErrorCode
  readonly texts: LocalizedText | undefined
  readonly problems: Problem[]
  readonly plugin: string | undefined
  readonly guard: string | undefined

  constructor(input: TenonErrorInput) {
    super(input.message, { cause: input.cause })
    this.code = input.code
    this.texts = input.texts
    this.problems = input.problems ?? []
    this.plugin = input.plugin
    this.guard = input.guard
  }

  get status(): number {
    return ERROR_CODES[this.code].status
  }

  toBody(): TenonErrorBody {
    return {
      code: this.code,
      message: this.message,
      problems: this.problems,
      ...(this.plugin !== undefined && { plugin: this.plugin }),
      ...(this.guard !== undefined && { guard: this.guard }),
    }
  }
}
