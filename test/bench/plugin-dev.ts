import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { buildStudio } from '../schema-studio/support/build-studio.ts'
import { buildWidgets } from '../support/build-widgets.ts'
import { runTenon, temporaryFolder } from '../support/run-tenon.ts'
import { type RunningProcess, startProcess } from '../support/start-process.ts'
import { print, summarize } from './bench-kit.ts'

/**
 * How long it takes from saving a file until it is in force in a running tenant: a rule, and a field of an entity, of
 * what `plugin new` makes and of automotive on crm. `node test/bench/plugin-dev.ts [saves]`
 */
const saves = Number(process.argv[2] ?? 10)
const PLUGINS = join(import.meta.dirname, '../../plugins')
const { folder: root, remove } = temporaryFolder()

interface Subject {
  name: string
  folder: string
  rule: string
  entity: string
}

const inForce = (run: RunningProcess) => run.output().match(/is in force in/g)?.length ?? 0

async function timeOf(run: RunningProcess, save: () => void): Promise<number> {
  const before = inForce(run)
  const began = performance.now()
  save()
  while (inForce(run) === before) await new Promise((resolve) => setTimeout(resolve, 2))
  const took = performance.now() - began
  // The types are written after it, and saves come at any time between two looks at the folder.
  await new Promise((resolve) => setTimeout(resolve, 700 + Math.random() * 150))
  return took
}

async function measure({ name, folder, rule, entity }: Subject): Promise<void> {
  const env = { TENON_FOLDER: join(root, `data-${name}`), TENON_PORT: '0', TENON_LOG_LEVEL: 'silent' }
  await runTenon(['tenant', 'create', 'acme'], env)
  const run = startProcess(['plugin', 'dev', folder, '--tenant', 'acme'], env)
  await run.printed('Serving on port')
  const [rulePath, entityPath] = [join(folder, rule), join(folder, entity)]
  const ruleText = readFileSync(rulePath, 'utf8')
  const rules: number[] = []
  const fields: number[] = []
  for (let round = 0; round < saves; round++) {
    rules.push(
      await timeOf(run, () => writeFileSync(rulePath, `${ruleText}\nObject.assign(globalThis, { round: ${round} })\n`)),
    )
    const added = `"properties": { "round${round}": { "fieldType": "integer", "label": { "en": "Round" } },`
    const entityText = readFileSync(entityPath, 'utf8').replace('"properties": {', added)
    fields.push(await timeOf(run, () => writeFileSync(entityPath, entityText)))
  }
  print(`${name}: a saved rule in force`, summarize(rules))
  print(`${name}: a saved field in force`, summarize(fields))
  await run.kill('SIGTERM')
}

try {
  process.stdout.write(`load before: ${loadavg()[0]?.toFixed(2)}\n`)
  await Promise.all([buildStudio(), buildWidgets()])
  const [made, copy] = [join(root, 'fleet'), join(root, 'automotive')]
  await runTenon(['plugin', 'new', 'fleet', '--folder', made])
  cpSync(join(PLUGINS, 'automotive'), copy, { recursive: true })
  const fleet = { rule: 'rules/is-checked.ts', entity: 'entities/fleet-job.schema.json' }
  await measure({ name: 'scaffold', folder: made, ...fleet })
  const automotive = { rule: 'rules/vehicle-name.ts', entity: 'entities/vehicle.schema.json' }
  await measure({ name: 'automotive', folder: copy, ...automotive })
  process.stdout.write(`load after: ${loadavg()[0]?.toFixed(2)}\n`)
} finally {
  remove()
}
