import { isDerivedType } from '../contract/value-field.ts'
import type { Derivation, DerivationProblem, FieldPlace } from './derivation.ts'
import { deriveField } from './derive-field.ts'
import { type ExpressionModel, fieldIn } from './expression-model.ts'

/** Levels of derived fields that use derived fields; each becomes a part of the others' SQL. */
const MAX_DEPTH = 20
const TOO_DEEP = {
  en: `it stands on more than ${MAX_DEPTH} levels of fields that are worked out of one another`,
  'zh-CN': `它依赖的计算字段超过 ${MAX_DEPTH} 层`,
}

export interface DerivedModel {
  /** How a derived field is worked out; null where it cannot be, or is not derived. */
  derivation(place: FieldPlace): Derivation | null
  readonly problems: readonly DerivationProblem[]
}

/**
 * Works out of a model how its derived fields are worked out, each after those that it uses. What is wrong is in
 * `problems`, all of it at once; a field that uses one which is wrong has no problem of its own for that.
 */
export function deriveModel(model: ExpressionModel): DerivedModel {
  const known = new Map<string, Derivation | null>()
  const circles = new Map<string, DerivationProblem>()
  const problems: DerivationProblem[] = []
  const path: FieldPlace[] = []

  function derivation(place: FieldPlace): Derivation | null {
    const found = known.get(keyOf(place))
    if (found !== undefined) return found
    const field = fieldIn(model, place.entity, place.field)
    if (field === undefined || !isDerivedType(field.fieldType)) return null
    const begun = path.findIndex((one) => keyOf(one) === keyOf(place))
    if (begun !== -1) return noteCircle(path.slice(begun))
    if (path.length >= MAX_DEPTH) return noteDepth(place)
    path.push(place)
    const derived = deriveField(model, { ...place, schema: field, derivation })
    path.pop()
    if (!derived.ok) problems.push(...derived.problems)
    known.set(keyOf(place), derived.ok ? derived.derivation : null)
    return derived.ok ? derived.derivation : null
  }

  function pointerOf(place: FieldPlace): string {
    const type = fieldIn(model, place.entity, place.field)?.fieldType
    return type === 'count' ? '/rollup' : `/${type ?? ''}`
  }

  function noteCircle(circle: readonly FieldPlace[]): null {
    for (const [index, place] of circle.entries()) {
      const names = [...circle.slice(index), ...circle.slice(0, index + 1)].map(
        ({ entity, field }) => `${entity}.${field}`,
      )
      circles.set(keyOf(place), { ...place, pointer: pointerOf(place), rule: 'circle', message: circleText(names) })
    }
    return null
  }

  /** Not remembered: seen from another field it may be near enough. */
  function noteDepth(place: FieldPlace): null {
    const top = path[0] ?? place
    if (!circles.has(keyOf(top)))
      circles.set(keyOf(top), { ...top, pointer: pointerOf(top), rule: 'depth', message: TOO_DEEP })
    return null
  }

  for (const [entity, { properties }] of Object.entries(model.entities)) {
    for (const field of Object.keys(properties)) derivation({ entity, field })
  }
  return { derivation, problems: [...problems, ...circles.values()] }
}

function keyOf({ entity, field }: FieldPlace): string {
  return `${entity}.${field}`
}

function circleText(names: readonly string[]) {
  const shown = names.join(' → ')
  if (names.length === 2) {
    return { en: `the field uses itself: ${shown}`, 'zh-CN': `字段引用了自身：${shown}` }
  }
  return {
    en: `the fields use one another in a circle, so that none can be worked out: ${shown}`,
    'zh-CN': `字段之间循环引用，无法计算：${shown}`,
  }
}
