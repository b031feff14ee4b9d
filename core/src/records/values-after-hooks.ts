import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Changer } from '../hooks/hook-runner.ts'
import { validateRecord } from '../model/validate-record.ts'
import type { ValidatedValues } from '../model/validated-values.ts'
import { blamePlugin, pluginAtFault } from './blame-plugin.ts'
import type { RecordScope } from './record-scope.ts'
import { pointerTo, requireWritable } from './require-writable.ts'
import type { Hooked } from './run-before-hooks.ts'

interface HookedWrite {
  /** What the caller sent, validated. */
  values: ValidatedValues
  /** The record's values before the write; null for a new one. */
  old: JsonObject | null
  hooked: Hooked
}

/** What the caller sent, with what before-hooks made of it: a plugin's values pass the same gates as anybody's. */
export function valuesAfterHooks(scope: RecordScope, { values, old, hooked }: HookedWrite): ValidatedValues {
  const { changes, changedBy } = hooked
  if (changes === null || Object.keys(changes).length === 0) return values
  try {
    refuseComputed(scope, changes)
    requireWritable(scope, withoutSystemFields(scope, changes))
    return validateAgain(scope, { values, changes, old })
  } catch (cause) {
    if (!(cause instanceof TenonError)) throw cause
    const changer = pluginAtFault(cause, changedBy) ?? lastChanger(hooked)
    throw changer === undefined ? cause : blamePlugin(scope.ctx, cause, changer)
  }
}

/** Of a hook that does not say by field what it changed, only its plugin is known. */
function lastChanger({ changedBy, plugin: last }: Hooked): Changer | undefined {
  if (last === undefined) return undefined
  const inWords = { en: `The plugin '${last}'`, 'zh-CN': `插件“${last}”` }
  return [...changedBy.values()].find(({ plugin }) => plugin === last) ?? { plugin: last, inWords }
}

/** What a computed field's code gives is its value; another hook's word would be lost without a trace. */
function refuseComputed({ entity, ctx }: RecordScope, changes: JsonObject): void {
  const computed = entity.computedFields.filter(({ name }) => Object.hasOwn(changes, name))
  const derived = entity.derivedFields.filter(({ name }) => Object.hasOwn(changes, name))
  if (computed.length === 0 && derived.length === 0) return
  const worked = derived.map(({ name }) => {
    const message = {
      en: `'${name}' is worked out of other fields and cannot be set`,
      'zh-CN': `'${name}' 由其他字段计算得出，不能设置`,
    }
    return { pointer: pointerTo(name), message: textIn(message, ctx.locale), rule: 'derived' }
  })
  const byCode = computed.map(({ name, source, computed: { by } }) => {
    const message = {
      en: `'${name}' is worked out by computed.${by} of plugin '${source}' and cannot be set`,
      'zh-CN': `'${name}' 由插件 '${source}' 的 computed.${by} 计算得出，不能设置`,
    }
    return { pointer: pointerTo(name), message: textIn(message, ctx.locale), rule: 'computed' }
  })
  const problems = [...worked, ...byCode]
  throw new TenonError({ code: 'VALIDATION_FAILED', message: problems[0]?.message ?? '', problems })
}

/** Fields that nobody may set by hand are there for hooks to set, whatever the actor's rights. */
function withoutSystemFields({ entity }: RecordScope, changes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(changes).filter(([name]) => !isSystemSet(entity.fields.get(name)?.schema)))
}

function isSystemSet(schema: { readOnly?: boolean } | undefined): boolean {
  return schema?.readOnly === true
}

interface Changed {
  /** What the caller sent has passed already. */
  values: ValidatedValues
  changes: JsonObject
  old: JsonObject | null
}

function validateAgain(scope: RecordScope, { values: sound, changes, old }: Changed): ValidatedValues {
  const { entity, ctx } = scope
  const locale = ctx.locale
  if (old === null) return validateRecord(entity, changes, { mode: 'complete', locale, sound })
  const values = { ...sound, ...changes }
  const open = withoutSystemFields(scope, values)
  if (Object.keys(open).length === Object.keys(values).length) {
    return validateRecord(entity, changes, { mode: 'update', locale, sound })
  }
  // Only the mode for whole records takes system-set fields; of its result, the changed fields are stored.
  const all = { ...withoutComputed(scope, old), ...values }
  const whole = validateRecord(entity, all, { mode: 'complete', locale, spared: emptyBefore(old, values) })
  return Object.fromEntries(Object.entries(whole).filter(([name]) => Object.hasOwn(values, name))) as ValidatedValues
}

/** An erasure leaves lists empty that must not be: that is no matter of whoever changes something else. */
function emptyBefore(old: JsonObject, values: JsonObject): ReadonlySet<string> {
  const isEmpty = (value: JsonValue | undefined) => Array.isArray(value) && value.length === 0
  return new Set(Object.keys(old).filter((name) => isEmpty(old[name]) && !Object.hasOwn(values, name)))
}

/** They are worked out anew, and what is there may be of a definition from before. */
function withoutComputed({ entity }: RecordScope, old: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(old).filter(([name]) => (entity.fields.get(name)?.computed ?? null) === null),
  )
}
