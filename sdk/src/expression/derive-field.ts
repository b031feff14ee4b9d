import type { FieldSchema } from '../contract/entity-schema.ts'
import type { Derivation, Derived, FieldPlace } from './derivation.ts'
import { deriveFormula } from './derive-formula.ts'
import { deriveLookup } from './derive-lookup.ts'
import { deriveRollup } from './derive-rollup.ts'
import type { Deriving } from './deriving.ts'
import type { ExpressionModel } from './expression-model.ts'
import { type ExpressionType, TYPE } from './expression-type.ts'
import { modelEnvironment } from './model-environment.ts'

interface DerivingInput extends FieldPlace {
  readonly schema: FieldSchema
  /** How another derived field is worked out; null where it cannot be. */
  readonly derivation: (place: FieldPlace) => Derivation | null
}

/** How a derived field is worked out. Fails without a problem where one that it uses has failed. */
export function deriveField(model: ExpressionModel, { entity, field, schema, derivation }: DerivingInput): Derived {
  let uncertain = false
  const derivedType = (name: string, other: string): ExpressionType => {
    const found = derivation({ entity: name, field: other })
    uncertain ||= found === null
    return found?.expression.type ?? TYPE.unknown
  }
  const deriving: Deriving = {
    ...{ entity, field, model, schema },
    environment: (name) => modelEnvironment(model, { entity: name, derivedType }),
    result: (place) => derivation(place)?.result,
    done: ({ uses, isOwnRow, ...rest }) => {
      if (uncertain) return { ok: false, problems: [] }
      const own = isOwnRow && uses.every((place) => derivation(place)?.isOwnRow ?? true)
      return { ok: true, derivation: { entity, field, ...rest, uses: distinct(uses), isOwnRow: own } }
    },
    failed: (...problems) => ({ ok: false, problems: problems.map((problem) => ({ entity, field, ...problem })) }),
  }
  if (schema.fieldType === 'formula') return deriveFormula(deriving)
  return schema.fieldType === 'lookup' ? deriveLookup(deriving) : deriveRollup(deriving)
}

function distinct(places: readonly FieldPlace[]): FieldPlace[] {
  return [...new Map(places.map((place) => [`${place.entity}.${place.field}`, place])).values()]
}
