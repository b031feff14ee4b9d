import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import {
  type GuestPost,
  HOST_METHODS,
  type HostAnswer,
  type HostMethod,
  type PluginVisibleCode,
} from '@tenon/sdk/contract/sandbox-protocol'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { MAX_BATCH_LENGTH, MAX_HTTP_ANSWER_LENGTH, MAX_RECORD_LENGTH } from './call-limits.ts'
import { countCharacters } from './count-characters.ts'
import { HostText } from './host-text.ts'
import { pluginVisibleError } from './plugin-visible-error.ts'
import { parse } from './read-output.ts'
import type { HostResult, SandboxCall } from './sandbox.ts'

/** As which an answer counts that was so long that its host did not give it: most of the work was done. */
const TOO_LONG_LENGTH = 2 * MAX_BATCH_LENGTH

export interface HostCallsInput {
  host: SandboxCall['host']
  /** How many the call may make in all. */
  limit: number
  /** Characters that all answers together may have; the last one may go beyond. */
  answerLength: number
  /** How many may be open at a time. */
  inFlight: number
  /** Of the call: refusals are told in it. */
  locale: Locale
  onAnswer(): void
  /** Hears of errors of which the plugin learns nothing. */
  onFailure(method: string, error: unknown): void
}

/** `onTaken`: of a text that was only handed on. */
interface WaitingAnswer {
  answer: Omit<HostAnswer, 'requestId'>
  onTaken?: () => void
}

/** The host calls of one call: asks the host, keeps the answers until a slice takes them to the guest. */
export class HostCalls {
  /** Whether one with an effect was made. */
  wrote = false
  /** What the call has asked too much of, if it has. */
  overLimit: LocalizedText
  readonly #input: HostCallsInput
  /** Only of a call that asked for something: to make and to abort one takes longer than most calls. */
  #abort: AbortController | null = null
  #closed = false
  readonly #seen = new Set<number>()
  #open = 0
  #answers: Array<WaitingAnswer & { requestId: number }> = []
  #answered = 0
  #answeredInAll = 0

  constructor(input: HostCallsInput) {
    this.#input = input
    this.overLimit = tooOften(input.limit)
  }

  /** False for a request that the guest runtime would not have let through: somebody has got past it. */
  accept(post: GuestPost): boolean {
    const { limit, inFlight } = this.#input
    if (this.#seen.has(post.requestId) || this.#seen.size >= limit || this.#open >= inFlight) return false
    this.#seen.add(post.requestId)
    void this.#answer(post)
    return true
  }

  /** Whether an answer is still to come or waits to be taken. */
  get pending(): boolean {
    return this.#open > 0 || this.#answers.length > 0
  }

  takeAnswers(): HostAnswer[] {
    const taken = this.#answers
    this.#answers = []
    for (const { onTaken } of taken) onTaken?.()
    return taken.map(({ requestId, answer }) => ({ requestId, ...answer }))
  }

  /** Characters of the answers since it was asked last, those among them that were too long to be sent. */
  takeAnsweredLength(): number {
    const taken = this.#answered
    this.#answered = 0
    return taken
  }

  close(): void {
    this.#closed = true
    this.#abort?.abort()
    this.takeAnswers()
  }

  async #answer(post: GuestPost): Promise<void> {
    this.#open += 1
    const waiting = await this.#ask(post)
    this.#open -= 1
    this.#answers.push({ requestId: post.requestId, ...waiting })
    if (this.#closed) this.takeAnswers()
    else this.#input.onAnswer()
  }

  #count(length: number): void {
    this.#answered += length
    this.#answeredInAll += length
  }

  async #ask({ name, text }: GuestPost): Promise<WaitingAnswer> {
    const args = parse(text, MAX_RECORD_LENGTH)
    if (args === undefined)
      return this.#refuse('TOO_LARGE', { en: 'The arguments are too long.', 'zh-CN': '参数过长。' })
    const { answerLength } = this.#input
    if (this.#answeredInAll >= answerLength) {
      this.overLimit = {
        en: `This call has had ${answerLength} characters of answers, which is as much as it may.`,
        'zh-CN': `此调用收到的答复已达 ${answerLength} 个字符的上限。`,
      }
      return this.#refuse('HOST_CALL_LIMIT', this.overLimit)
    }
    if (!isHostMethod(name)) return this.#refuse('CAPABILITY_DENIED', notAllowed(name.slice(0, 60)))
    if (HOST_METHODS[name].effect === 'write') this.wrote = true
    this.#abort ??= new AbortController()
    if (this.#closed) this.#abort.abort()
    try {
      return this.#given(name, await this.#input.host(name, args, this.#abort.signal))
    } catch (error) {
      const { code, message, problems } = pluginVisibleError(error, this.#input.locale)
      if (code === 'HOST_CALL_LIMIT' && error instanceof TenonError) this.overLimit = error.texts ?? { en: message }
      if (code === 'TOO_LARGE' && HOST_METHODS[name].effect === 'read') this.#count(TOO_LONG_LENGTH)
      if (code === 'INTERNAL' && !this.#closed) this.#input.onFailure(name, error)
      return { answer: { code, text: message, problems } }
    }
  }

  #given(name: HostMethod, value: HostResult): WaitingAnswer {
    const onTaken = value instanceof HostText ? value.onTaken : undefined
    const text = value instanceof HostText ? value.bytes : JSON.stringify(value ?? null)
    const length = typeof text === 'string' ? text.length : countCharacters(text)
    this.#count(length)
    const most = name === 'http.fetch' ? MAX_HTTP_ANSWER_LENGTH : MAX_BATCH_LENGTH
    if (length <= most) return { answer: { code: null, text }, ...(onTaken !== undefined && { onTaken }) }
    onTaken?.()
    return this.#refuse('TOO_LARGE', {
      en: `The answer of ${name} has ${length} characters of JSON, and may have ${most}; ask for less.`,
      'zh-CN': `${name} 的答复为 ${length} 个字符的 JSON，最多 ${most} 个；请减少所请求的内容。`,
    })
  }

  #refuse(code: PluginVisibleCode, text: LocalizedText): WaitingAnswer {
    return { answer: { code, text: textIn(text, this.#input.locale) } }
  }
}

/** As the guest runtime says it, which counts by itself. */
function tooOften(limit: number): LocalizedText {
  return { en: `This call may call its host ${limit} times.`, 'zh-CN': `此次调用最多可向宿主请求 ${limit} 次。` }
}

function notAllowed(name: string): LocalizedText {
  return { en: `'${name}' is not allowed.`, 'zh-CN': `不允许“${name}”。` }
}

function isHostMethod(name: string): name is keyof typeof HOST_METHODS {
  return Object.hasOwn(HOST_METHODS, name)
}
