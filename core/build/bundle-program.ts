import { dirname, join, relative, sep } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'

const CORE = dirname(import.meta.dirname)
const DIST = join(CORE, 'dist')
/**
 * Packages that come along: those of many modules, whose loading is most of a start. The others stay what they are: they
 * have files besides their code, are seldom needed, or are one file already.
 */
const PACKAGES = [
  'kysely',
  'zod',
  'jose',
  'pg-boss',
  '@trpc/server',
  '@noble/',
  '@better-auth/',
  '@better-fetch/',
  'better-',
]

export interface ProgramFile {
  name: string
  code: string
}

/**
 * The program's files: its beginning, `tenon.js`, what plugins' tests load, `test-runtime.js`, and what both are made of,
 * whose names tell their content.
 */
export async function bundleProgram(): Promise<ProgramFile[]> {
  const made = await rolldown({
    input: {
      tenon: join(CORE, 'src/cli/run-command.ts'),
      'test-runtime': join(CORE, 'src/plugin-testing/test-runtime.ts'),
    },
    cwd: CORE,
    platform: 'node',
    tsconfig: false,
    logLevel: 'silent',
    plugins: [leavePackages, ownPlaces],
  })
  try {
    const { output } = await made.generate({
      format: 'esm',
      keepNames: true,
      comments: { legal: true, annotation: false, jsdoc: false },
      chunkFileNames: '[name]-[hash].js',
    })
    return output.flatMap((file) =>
      file.type === 'chunk' ? [{ name: file.fileName, code: inOneByte(file.code) }] : [],
    )
  } finally {
    await made.close()
  }
}

/** Another version than the program itself would find comes along, whatever package it is of. */
const leavePackages: Plugin = {
  name: 'leave-packages',
  async resolveId(specifier, importer) {
    const isOther = /^[@a-z]/.test(specifier) && !specifier.startsWith('@tenon/')
    if (!isOther || PACKAGES.some((name) => specifier.startsWith(name))) return null
    const [found, own] = await Promise.all(
      [importer, join(DIST, 'tenon.js')].map((from) => this.resolve(specifier, from, { skipSelf: true })),
    )
    return found?.id === own?.id ? { id: specifier, external: true } : found
  },
}

/** Modules that look for files beside them find them as if they still stood where they are written. */
const ownPlaces: Plugin = {
  name: 'own-places',
  transform(code, id) {
    if (!id.startsWith(CORE + sep) || !code.includes('import.meta.')) return null
    const from = (path: string) => relative(DIST, path).replaceAll(sep, '/')
    return code
      .replaceAll('import.meta.dirname', `(import.meta.dirname + ${JSON.stringify(`/${from(dirname(id))}`)})`)
      .replaceAll('import.meta.url', `new URL(${JSON.stringify(from(id))}, import.meta.url).href`)
  },
}

/** V8 keeps a source in two bytes a character as soon as one character needs them: escapes need none. */
function inOneByte(code: string): string {
  return code.replaceAll(/[^\0-\xff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
