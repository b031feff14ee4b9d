/// <reference path="./v8-coverage.d.ts" />
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { mergeScriptCovs } from '@bcoe/v8-coverage'
import { convert, type Options } from 'ast-v8-to-istanbul'
import istanbul, { type CoverageMap } from 'istanbul-lib-coverage'
import { parseAst } from 'rolldown/parseAst'
import { transform } from 'rolldown/utils'
import type { ScriptCoverage } from '../sandbox/script-coverage.ts'
import { authorSources, isAuthorSource } from './author-sources.ts'
import type { HookCoverage } from './hook-coverage.ts'
import { isEnumMaker } from './is-enum-maker.ts'
import { namespaceMakers } from './namespace-makers.ts'

type SourceMap = NonNullable<Parameters<typeof convert>[0]['sourceMap']>

/** What `new Function(script)` puts before a script: V8 counts from there. */
const WRAPPER = '(function anonymous(\n) {\n'

/**
 * How often each statement, branch and function in the author's files ran. Files that are part of no script, because
 * nothing imports them, are there too, with nothing run. `ran` is null where no test has used the plugin.
 */
export async function readCoverage(folder: string, ran: HookCoverage | null): Promise<CoverageMap> {
  const map = istanbul.createCoverageMap({})
  if (ran !== null) map.merge(await convertScript(folder, ran))
  map.filter((file) => isAuthorSource(folder, file))
  for (const file of authorSources(folder)) {
    if (!map.files().includes(file)) map.merge(await nothingRan(file))
  }
  // A file of types alone has nothing that could run.
  map.filter((file) => !map.fileCoverageFor(file).toSummary().isEmpty())
  return map
}

async function convertScript(folder: string, { source, map, counts }: HookCoverage) {
  const url = pathToFileURL(join(folder, 'script.js')).href
  const functions = mergeScriptCovs(counts)?.functions ?? notRun(source)
  return convert({
    code: source,
    ...readAst(source),
    sourceMap: JSON.parse(map) as SourceMap,
    wrapperLength: WRAPPER.length,
    coverage: { url, functions },
  })
}

async function nothingRan(file: string) {
  const { code, map } = await transform(file, await readFile(file, 'utf8'), { sourcemap: true })
  return convert({
    code,
    ...readAst(code),
    ...(map !== undefined && { sourceMap: map as SourceMap }),
    coverage: { url: pathToFileURL(file).href, functions: notRun(code) },
  })
}

function notRun(code: string): ScriptCoverage['functions'] {
  const ranges = [{ startOffset: 0, endOffset: code.length + WRAPPER.length, count: 0 }]
  return [{ functionName: '', isBlockCoverage: true, ranges }]
}

/** An author has written an enum or a namespace, and neither a function nor a choice. */
function readAst(code: string): Pick<Options, 'ast' | 'ignoreNode'> {
  // The two packages describe the same ESTree with types of their own.
  const ast = parseAst(code) as unknown as Awaited<Options['ast']>
  const makers = namespaceMakers(ast)
  return { ast, ignoreNode: (node, type) => makers.has(node) || (type === 'function' && isEnumMaker(node)) }
}
