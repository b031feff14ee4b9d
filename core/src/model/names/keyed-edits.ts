import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { ModelNames } from '@tenon/sdk/contract/model-names'
import { applyEdits } from '../apply-edits.ts'
import { isPlainObject, partOf } from '../edits/plain-object.ts'
import { effectiveNames } from './effective-names.ts'
import { toKeys, toNames } from './name-map.ts'
import { renameModel } from './rename-model.ts'
import { withFreshKeys } from './with-fresh-keys.ts'

/**
 * Edits in which parts go by their names, as the API gives and takes them, as they are stored: by keys. Their `names`
 * say which is which. A new part that takes the name which is another's key gets a key of its own.
 * `base`: the plugins' parts, by keys.
 */
export function keyedEdits(edits: TenantEdits, base: ModelDocument): TenantEdits {
  const { names: given, ...rest } = edits
  if (!isPlainObject(given)) return edits
  const before = effectiveNames(given, keyedDocument(rest, given, base))
  if (before === undefined) return rest
  const shown = applyEdits(renameModel(base, toNames(before), base), rest).document
  const names = withFreshKeys(before, rest, shown)
  const keyed = renameModel(rest, toKeys(names), shown)
  const effective = effectiveNames(names, applyEdits(base, keyed).document)
  return effective === undefined ? keyed : { ...keyed, names: effective }
}

/** The same edits as the API shows them: every part by its name. `document`: what they give on the plugins' parts. */
export function namedEdits(edits: TenantEdits, document: ModelDocument): TenantEdits {
  return renameModel(edits, toNames(document.names ?? {}), document)
}

/** Which keys there are, before it is known what each of them is called. */
function keyedDocument(edits: Omit<TenantEdits, 'names'>, given: Record<string, unknown>, base: ModelDocument) {
  const names = onlyTexts(given)
  const shown = applyEdits(renameModel(base, toNames(names), base), edits).document
  return renameModel(shown, toKeys(names), shown)
}

/** Names come from outside: what is none is left to the checks, and counts for nothing here. */
function onlyTexts(given: Record<string, unknown>): ModelNames {
  const { entities, fields, stages } = given
  return { entities: texts(entities), fields: groups(fields), stages: groups(stages) }
}

function texts(names: unknown): Record<string, string> {
  const kept = Object.entries(isPlainObject(names) ? names : {}).filter(([, name]) => typeof name === 'string')
  return Object.fromEntries(kept) as Record<string, string>
}

function groups(named: unknown): Record<string, Record<string, string>> {
  return Object.fromEntries(Object.keys(isPlainObject(named) ? named : {}).map((of) => [of, texts(partOf(named, of))]))
}
