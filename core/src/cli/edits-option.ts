import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import type { EditChoice, EditChoices, EditConflict } from '@tenon/sdk/contract/edit-conflict'
import { textIn } from '@tenon/sdk/contract/locale'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { operatorError } from '../context/operator-error.ts'
import { type ChoiceAnswer, describeConflict } from '../plugins/demand-choices.ts'
import { spoken } from './spoken.ts'

/** What `--edits`, `--keep` and `--take` say, for `parseArgs`. */
export const EDITS_OPTIONS = {
  edits: { type: 'string' },
  keep: { type: 'string', multiple: true },
  take: { type: 'string', multiple: true },
} as const

export interface EditsAnswers {
  edits?: string | undefined
  keep?: string[] | undefined
  take?: string[] | undefined
}

export const EDITS_USAGE = '[--edits keep|take|ask] [--keep <path>]… [--take <path>]…'

/** What a list of conflicts begins with. */
export const EDITS_MET = {
  en: 'Edits that the new version changes too:',
  'zh-CN': '新版本也更改了以下修改过的内容：',
} as const

const TAKEN = { en: 'the plugin’s holds', 'zh-CN': '采用插件的' } as const
const KEPT = { en: 'yours stays', 'zh-CN': '保留您的' } as const

const OTHERWISE = new Map<string, EditChoice | 'ask'>([
  ['keep', 'mine'],
  ['take', 'theirs'],
  ['ask', 'ask'],
])

interface Terminal {
  stdin: Readable & { isTTY?: boolean }
  stdout: Writable & { isTTY?: boolean }
}

/**
 * Which of the tenant's edits stay where the new version changes the same thing. Asked at a terminal where the options
 * say nothing of some, or `ask`; where nobody is there, `ask` leaves them open, and else the edits stay, which is the default of an
 * upgrade that nobody watches.
 */
export async function answerEdits(
  { edits, keep = [], take = [] }: EditsAnswers,
  conflicts: readonly EditConflict[],
  { stdin, stdout }: Terminal = process,
): Promise<ChoiceAnswer> {
  const choices = Object.fromEntries([
    ...keep.map((path): [string, EditChoice] => [path, 'mine']),
    ...take.map((path): [string, EditChoice] => [path, 'theirs']),
  ])
  const otherwise = OTHERWISE.get(edits ?? 'keep')
  if (otherwise === undefined) throw unknownAnswer(edits ?? '')
  const open = conflicts.filter(({ path }) => !Object.hasOwn(choices, path))
  const isSaid = edits !== undefined && otherwise !== 'ask'
  if (isSaid || open.length === 0 || !stdin.isTTY || !stdout.isTTY) return { choices, otherwise }
  const asked = await askEdits(open, { input: stdin, output: stdout })
  return { choices: { ...choices, ...asked }, otherwise }
}

/** Asks for each conflict, with both values; whatever is not `p` leaves the edit. */
export async function askEdits(
  open: readonly EditConflict[],
  streams: { input: Readable; output: Writable },
): Promise<EditChoices> {
  const lines = createInterface(streams)
  try {
    const choices: EditChoices = {}
    streams.output.write(
      `${spoken({ en: 'Edits of this tenant and the new version change the same:', 'zh-CN': '此租户的修改与新版本的更改冲突：' })}\n`,
    )
    for (const conflict of open) {
      const reply = await lines.question(
        `  ${conflictLine(conflict)}${spoken({ en: '. Yours or the plugin’s? [Y/p] ', 'zh-CN': '。保留您的（Y）还是插件的（p）？[Y/p] ' })}`,
      )
      choices[conflict.path] = /^p/i.test(reply.trim()) ? 'theirs' : 'mine'
    }
    return choices
  } finally {
    lines.close()
  }
}

/** One line that says where, and both values. */
export function conflictLine(conflict: EditConflict): string {
  const text = describeConflict(conflict)
  return spoken({ en: `${conflict.path}: ${text.en}`, 'zh-CN': `${conflict.path}：${textIn(text, 'zh-CN')}` })
}

/** What became of each conflict. */
export function tellChosen(
  conflicts: readonly EditConflict[],
  { choices = {}, otherwise = 'mine' }: ChoiceAnswer,
): string {
  return conflicts
    .map((conflict) => {
      const taken = (choices[conflict.path] ?? otherwise) === 'theirs' || conflict.kind === 'unfit'
      return `  ${conflictLine(conflict)} → ${spoken(taken ? TAKEN : KEPT)}\n`
    })
    .join('')
}

function unknownAnswer(edits: string): TenonError {
  const known = [...OTHERWISE.keys()]
  return operatorError('VALIDATION_FAILED', {
    en: `--edits: '${edits}' is not known; expected one of ${known.join(', ')}.`,
    'zh-CN': `--edits：不认识“${edits}”；可用的有 ${known.join('、')}。`,
  })
}
