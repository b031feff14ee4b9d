import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import type { CheckedNode } from '@tenon/sdk/expression/checked-node'
import { innerNodes } from '@tenon/sdk/expression/inner-nodes'
import type { CompiledEntity, CompiledModel, DerivedField } from '../../model/compiled-model.ts'

/** What expressions name of the records at one place: fields, and the records to go on to from there. */
export interface ReferenceTree {
  readonly fields: Set<string>
  readonly steps: Map<string, ReferenceTree>
}

/** `<entity>.<name>` of a collection of child records → entity of those. */
type Collections = Map<string, string>

interface NamedParts {
  /** From the record itself, and from its values before the change. */
  readonly tree: ReferenceTree
  /** Derived fields of the record that have to be worked out, each after those that it uses. */
  readonly derived: readonly DerivedField[]
  /** Derived fields of the values before the change. */
  readonly derivedBefore: ReadonlySet<string>
  readonly collections: ReadonlyMap<string, string>
}

/** Everything that expressions over records of an entity name, what its derived fields are worked out of included. */
export function namedParts(model: CompiledModel, entity: CompiledEntity, expressions: readonly CheckedExpression[]) {
  const tree = emptyTree()
  const derived = new Map<string, DerivedField>()
  const derivedBefore = new Set<string>()
  const collections: Collections = new Map()

  function addDerived(name: string): void {
    const field = entity.derivedFields.find((one) => one.name === name)
    if (field === undefined || derived.has(name)) return
    if (!countsChildren(model, entity, name)) add(field.derivation.expression)
    derived.set(name, field)
  }

  function add({ root: node, references }: CheckedExpression): void {
    findCollections(node, collections)
    for (const { entity: of, field, path, root } of references) {
      addPath(tree, path, collections.has(`${of}.${field}`))
      const [first = ''] = path
      if (root === 'record') addDerived(first)
      else if (entity.derivedFields.some(({ name }) => name === first)) derivedBefore.add(first)
    }
  }

  for (const expression of expressions) add(expression)
  return { tree, derived: [...derived.values()], derivedBefore, collections } satisfies NamedParts
}

/** A rollup or count: a number made of records that a write of this one does not change. */
export function countsChildren({ document }: CompiledModel, entity: CompiledEntity, name: string): boolean {
  const type = document.entities[entity.name]?.properties[name]?.fieldType
  return type === 'rollup' || type === 'count'
}

/** Where an expression goes on to child records, whatever it calls them: the type of that part says of which entity. */
function findCollections(node: CheckedNode, collections: Collections): void {
  if (node.kind === 'field' && node.type.kind === 'list' && node.type.of.kind === 'record') {
    collections.set(`${node.entity}.${node.field}`, node.type.of.entity)
  }
  for (const inner of innerNodes(node)) findCollections(inner, collections)
}

/** `isCollection`: the path ends in child records, of which not even a field may be named. */
function addPath(tree: ReferenceTree, path: readonly string[], isCollection: boolean): void {
  const [first, ...rest] = path
  if (first === undefined) return
  if (rest.length === 0 && !isCollection) {
    tree.fields.add(first)
    return
  }
  const next = tree.steps.get(first) ?? emptyTree()
  tree.steps.set(first, next)
  addPath(next, rest, isCollection)
}

function emptyTree(): ReferenceTree {
  return { fields: new Set(), steps: new Map() }
}
