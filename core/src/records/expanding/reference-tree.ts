import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import type { CompiledEntity, CompiledModel, DerivedField } from '../../model/compiled-model.ts'

/** What expressions name of the records at one place: fields, and the records to go on to from there. */
export interface ReferenceTree {
  readonly fields: Set<string>
  readonly steps: Map<string, ReferenceTree>
}

export interface NamedParts {
  /** From the record itself, and from its values before the change. */
  readonly tree: ReferenceTree
  /** Derived fields of the record that have to be worked out, each after those that it uses. */
  readonly derived: readonly DerivedField[]
  /** Derived fields of the values before the change. */
  readonly derivedBefore: ReadonlySet<string>
}

/** Everything that expressions over records of an entity name, what its derived fields are worked out of included. */
export function namedParts(model: CompiledModel, entity: CompiledEntity, expressions: readonly CheckedExpression[]) {
  const tree = emptyTree()
  const derived = new Map<string, DerivedField>()
  const derivedBefore = new Set<string>()

  function addDerived(name: string): void {
    const field = entity.derivedFields.find((one) => one.name === name)
    if (field === undefined || derived.has(name)) return
    if (!countsChildren(model, entity, name)) add(field.derivation.expression)
    derived.set(name, field)
  }

  function add({ references }: CheckedExpression): void {
    for (const { path, root } of references) {
      addPath(tree, path)
      const [first = ''] = path
      if (root === 'record') addDerived(first)
      else if (entity.derivedFields.some(({ name }) => name === first)) derivedBefore.add(first)
    }
  }

  for (const expression of expressions) add(expression)
  return { tree, derived: [...derived.values()], derivedBefore } satisfies NamedParts
}

/** A rollup or count: a number made of records that a write of this one does not change. */
export function countsChildren({ document }: CompiledModel, entity: CompiledEntity, name: string): boolean {
  const type = document.entities[entity.name]?.properties[name]?.fieldType
  return type === 'rollup' || type === 'count'
}

function addPath(tree: ReferenceTree, path: readonly string[]): void {
  const [first, ...rest] = path
  if (first === undefined) return
  if (rest.length === 0) {
    tree.fields.add(first)
    return
  }
  const next = tree.steps.get(first) ?? emptyTree()
  tree.steps.set(first, next)
  addPath(next, rest)
}

function emptyTree(): ReferenceTree {
  return { fields: new Set(), steps: new Map() }
}
