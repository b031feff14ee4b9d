import { join } from 'node:path'
import { build } from 'vite'
import { outputFileNames } from './output-file-names.ts'
import { squeezeTemplates } from './squeeze-templates.ts'

export interface BundleInput {
  root: string
  dist: string
  /** Widgets of one group share chunks. */
  groups: string[][]
}

export interface BundledWidgets {
  /** Widget name → its entry file in `dist`. */
  entries: Record<string, string>
  /** Every file that was written, shared chunks included. */
  files: string[]
}

export async function bundleWidgets({ root, dist, groups }: BundleInput): Promise<BundledWidgets> {
  const entries: Record<string, string> = {}
  const files: string[] = []
  for (const names of groups) {
    const output = await build({
      root,
      configFile: false,
      logLevel: 'warn',
      build: {
        outDir: dist,
        emptyOutDir: false,
        target: 'es2023',
        modulePreload: false,
        rolldownOptions: {
          input: Object.fromEntries(names.map((name) => [name, join(root, 'src', name, `${name}.ts`)])),
          output: outputFileNames,
        },
      },
      plugins: [squeezeTemplates],
    })
    if (!('output' in output)) throw new Error('vite gave no output')
    for (const file of output.output) {
      files.push(file.fileName)
      if (file.type === 'chunk' && file.isEntry) entries[file.name] = file.fileName
    }
  }
  return { entries, files }
}
