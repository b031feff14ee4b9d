import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { printParseErrorCode, visit } from 'jsonc-parser'
import { shownValue } from '../model/field-types/shown-value.ts'
import { fileProblem, type PluginProblem } from './plugin-problem.ts'

type Parsed = { value: unknown } | { problem: PluginProblem }

const EXPLAINED: Readonly<Record<string, LocalizedText>> = {
  InvalidSymbol: { en: 'this is no JSON value', 'zh-CN': '不是有效的 JSON 值' },
  InvalidNumberFormat: { en: 'this is no JSON number', 'zh-CN': '不是有效的 JSON 数字' },
  PropertyNameExpected: { en: 'expected a property name in double quotes', 'zh-CN': '此处应为双引号中的属性名' },
  ValueExpected: { en: 'expected a value', 'zh-CN': '此处应为一个值' },
  ColonExpected: { en: "expected ':'", 'zh-CN': "此处应为 ':'" },
  CommaExpected: { en: "expected ','", 'zh-CN': "此处应为 ','" },
  CloseBraceExpected: { en: "expected '}'", 'zh-CN': "此处应为 '}'" },
  CloseBracketExpected: { en: "expected ']'", 'zh-CN': "此处应为 ']'" },
  EndOfFileExpected: { en: 'expected the end of the file', 'zh-CN': '此处文件应已结束' },
  InvalidCommentToken: { en: 'comments are not allowed in JSON', 'zh-CN': 'JSON 中不允许注释' },
  UnexpectedEndOfString: { en: 'the text has no closing quote', 'zh-CN': '文本缺少右引号' },
}

const BROKEN: LocalizedText = { en: 'this is not valid JSON', 'zh-CN': '不是有效的 JSON' }

/** Parses strict JSON; what is wrong is told with line and column, a property that is there twice too. */
export function parseJsonFile(file: string, text: string): Parsed {
  const problem = findProblem(file, text)
  if (problem !== null) return { problem }
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { problem: fileProblem(file, 'json', { en: String(error), 'zh-CN': String(error) }) }
  }
}

function findProblem(file: string, text: string): PluginProblem | null {
  let found: PluginProblem | null = null
  const objects: Array<Set<string>> = []
  const report = (problem: LocalizedText, line: number, column: number) => {
    const told = fileProblem(file, 'json', {
      en: `line ${line + 1}, column ${column + 1}: ${problem.en}`,
      'zh-CN': `第 ${line + 1} 行第 ${column + 1} 列：${problem['zh-CN'] ?? problem.en}`,
    })
    found ??= { ...told, line: line + 1 }
  }
  visit(
    text,
    {
      onObjectBegin: () => void objects.push(new Set()),
      onObjectEnd: () => void objects.pop(),
      onObjectProperty(...[name, , , line, column]) {
        const names = objects.at(-1)
        if (names?.has(name)) report(twice(name), line, column)
        names?.add(name)
      },
      onError: (...[code, , , line, column]) => report(EXPLAINED[printParseErrorCode(code)] ?? BROKEN, line, column),
    },
    { disallowComments: true, allowTrailingComma: false },
  )
  return found
}

function twice(name: string): LocalizedText {
  const shown = shownValue(name)
  return { en: `the property ${shown} is there twice`, 'zh-CN': `属性 ${shown} 重复` }
}
