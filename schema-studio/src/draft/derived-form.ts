import type { FieldSchema, Rollup, RollupAggregate } from '@tenon/sdk/contract/entity-schema'

/** What the field dialog holds of how a derived field is worked out. */
export interface DerivedForm {
  formula: string
  lookup: string
  rollupEntity: string
  rollupReference: string
  rollupAggregate: RollupAggregate
  rollupField: string
  rollupFilter: string
}

type TypedForm = DerivedForm & Pick<FieldSchema, 'fieldType'>

export const EMPTY_DERIVED_FORM: DerivedForm = {
  formula: '',
  lookup: '',
  rollupEntity: '',
  rollupReference: '',
  rollupAggregate: 'sum',
  rollupField: '',
  rollupFilter: '',
}

export function derivedFormOf({ formula = '', lookup = '', rollup }: FieldSchema): DerivedForm {
  return {
    formula,
    lookup,
    rollupEntity: rollup?.entity ?? '',
    rollupReference: rollup?.reference ?? '',
    rollupAggregate: rollup?.aggregate ?? 'sum',
    rollupField: rollup?.field ?? '',
    rollupFilter: rollup?.filter ?? '',
  }
}

/** The keyword that the type knows, as the form has it; none for other types. */
export function derivedKeywords(form: TypedForm): Pick<FieldSchema, 'formula' | 'lookup' | 'rollup'> {
  switch (form.fieldType) {
    case 'formula':
      return { formula: form.formula.trim() }
    case 'lookup':
      return { lookup: form.lookup }
    case 'rollup':
    case 'count':
      return { rollup: rollupOf(form) }
    default:
      return {}
  }
}

function rollupOf(form: TypedForm): Rollup {
  const counts = form.fieldType === 'count' || form.rollupAggregate === 'count'
  const filter = form.rollupFilter.trim()
  return {
    entity: form.rollupEntity,
    reference: form.rollupReference,
    ...(form.fieldType !== 'count' && { aggregate: form.rollupAggregate }),
    ...(!counts && form.rollupField && { field: form.rollupField }),
    ...(filter && { filter }),
  }
}

export type DerivedFormProblem = 'problemFormula' | 'problemLookup' | 'problemRollup'

/** What is not filled in yet, by the input that it concerns. */
export function derivedFormProblems(form: TypedForm): Partial<Record<keyof DerivedForm, DerivedFormProblem>> {
  const { formula, lookup, rollup } = derivedKeywords(form)
  return {
    ...(formula === '' && { formula: 'problemFormula' }),
    ...(lookup !== undefined && !lookup.includes('.') && { lookup: 'problemLookup' }),
    ...(rollup?.reference === '' && { rollupReference: 'problemRollup' }),
  }
}
