import { type CheckScope, rangeOf, report } from './check-scope.ts'
import type { CheckedNode } from './checked-node.ts'
import { nearestName } from './nearest-name.ts'

/** Notes every literal text that a choice on the other side can never be. True where there is none. */
export function checkOptions(scope: CheckScope, left: CheckedNode, right: CheckedNode): boolean {
  const before = scope.problems.length
  checkAgainst(scope, optionsOf(left), right)
  checkAgainst(scope, optionsOf(right), left)
  return scope.problems.length === before
}

function optionsOf({ type }: CheckedNode): readonly string[] | null {
  const item = type.kind === 'list' ? type.of : type
  return item.kind === 'choice' ? item.options : null
}

function checkAgainst(scope: CheckScope, options: readonly string[] | null, node: CheckedNode): void {
  if (options === null) return
  for (const text of literalTexts(node)) {
    if (options.includes(text.value)) continue
    const near = nearestName(text.value, options)
    const shown = options.slice(0, 12).join("', '") + (options.length > 12 ? "', …" : "'")
    report(scope, {
      ...rangeOf(text.node),
      rule: 'unknownOption',
      ...(near !== null && { suggestion: near }),
      message: {
        en: `'${text.value}' is none of the options: '${shown}${near === null ? '' : `; did you mean '${near}'?`}`,
        'zh-CN': `“${text.value}”不在选项之中：'${shown}${near === null ? '' : `，是否指“${near}”？`}`,
      },
    })
  }
}

/** The texts written out in a part, wherever it can give one of them. */
function literalTexts(node: CheckedNode): Array<{ value: string; node: CheckedNode }> {
  switch (node.kind) {
    case 'constant':
      return typeof node.value === 'string' ? [{ value: node.value, node }] : []
    case 'list':
      return node.items.flatMap(literalTexts)
    case 'conditional':
      return [...literalTexts(node.whenTrue), ...literalTexts(node.whenFalse)]
    default:
      return []
  }
}
