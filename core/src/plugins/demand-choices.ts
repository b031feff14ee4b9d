import type { EditChoice, EditChoices, EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { pointerStep } from '../model/check/model-problem.ts'
import { expectedNames } from '../model/expected-names.ts'

export interface ChoiceAnswer {
  /** Path of a conflict → which value it gets. */
  choices?: EditChoices
  /** For conflicts without a choice: one of the two values, or `ask`: the change is refused with the list of them. */
  otherwise?: EditChoice | 'ask'
}

const SHOWN_CHARACTERS = 120

/**
 * Throws CONSENT_REQUIRED listing each conflict that nobody has chosen for, and VALIDATION_FAILED for a choice where
 * there is no conflict: it was meant for another. What does not fit any more is given up only by an explicit choice.
 */
export function demandChoices(
  ctx: RequestContext,
  conflicts: readonly EditConflict[],
  { choices = {}, otherwise = 'mine' }: ChoiceAnswer,
): void {
  const paths = conflicts.map(({ path }) => path)
  const stray = Object.keys(choices).find((path) => !paths.includes(path))
  if (stray !== undefined) throw noConflict(ctx, stray, paths)
  const open = conflicts.filter(({ path, kind }) => {
    const chosen = Object.hasOwn(choices, path) ? choices[path] : otherwise
    return chosen === 'ask' || (kind === 'unfit' && chosen !== 'theirs')
  })
  if (open.length > 0) throw choiceNeeded(ctx, open)
}

function choiceNeeded({ locale }: RequestContext, open: readonly EditConflict[]): TenonError {
  const problems = open.map((conflict): Problem => {
    return {
      pointer: `/choices${pointerStep(conflict.path)}`,
      rule: 'editConflict',
      message: `${conflict.path}: ${textIn(describeConflict(conflict), locale)}`,
    }
  })
  const text: LocalizedText = {
    en: `${open.length} of your edits and the new version change the same: choose which one stays. ${problems[0]?.message}`,
    'zh-CN': `您的 ${open.length} 处修改与新版本的更改冲突：请选择保留哪一个。${problems[0]?.message}`,
  }
  return new TenonError({ code: 'CONSENT_REQUIRED', message: textIn(text, locale), problems })
}

/** Both values in words. */
export function describeConflict({ kind, mine, theirs }: EditConflict): LocalizedText {
  if (kind === 'unfit') {
    return {
      en: `your edit ${shown(mine).en} does not fit the new version: it can only be given up`,
      'zh-CN': `您的修改 ${shown(mine)['zh-CN']} 与新版本不符：只能放弃`,
    }
  }
  return {
    en: `yours ${shown(mine).en}, the plugin's ${shown(theirs).en}`,
    'zh-CN': `您的为 ${shown(mine)['zh-CN']}，插件的为 ${shown(theirs)['zh-CN']}`,
  }
}

function shown(value: JsonValue | undefined): Required<LocalizedText> {
  if (value == null) return { en: '(removed)', 'zh-CN': '（已移除）' }
  const text = JSON.stringify(value)
  const cut = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
  return { en: cut, 'zh-CN': cut }
}

function noConflict({ locale }: RequestContext, path: string, paths: readonly string[]): TenonError {
  const expected = expectedNames(path, [...paths])
  const text: LocalizedText = {
    en: `There is no conflict at '${path}' to choose for; ${expected.en}.`,
    'zh-CN': `'${path}' 处没有需要选择的冲突；${expected['zh-CN']}。`,
  }
  const pointer = `/choices${pointerStep(path)}`
  const message = textIn(text, locale)
  return new TenonError({ code: 'VALIDATION_FAILED', message, problems: [{ pointer, message, rule: 'choice' }] })
}

/** The audit trail of each plugin says what was chosen, with the value that was not. */
export function withConflicts(
  notes: Readonly<Record<string, JsonObject>>,
  packages: readonly PluginPackage[],
  { conflicts, answer }: { conflicts: readonly EditConflict[]; answer: ChoiceAnswer },
): Record<string, JsonObject> {
  if (conflicts.length === 0) return { ...notes }
  const { choices = {}, otherwise = 'mine' } = answer
  const told = conflicts.map((conflict): JsonObject => ({ ...conflict, chosen: choices[conflict.path] ?? otherwise }))
  return Object.fromEntries(packages.map(({ manifest: { id } }) => [id, { ...notes[id], conflicts: told }]))
}
