import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { buildWidgets, type WidgetManifest } from '../support/build-widgets.ts'

const KB = 1024

let dist: string
let manifest: WidgetManifest
beforeAll(async () => {
  ;({ dist, manifest } = await buildWidgets())
})

const gzipOf = (file: string | undefined) => manifest.files[file ?? '']?.gzip ?? Number.POSITIVE_INFINITY

test('the loader is at most 0.6 KB', () => {
  expect(gzipOf('tenon.js')).toBeLessThanOrEqual(0.6 * KB)
})

test('the first widget of a host page is at most 14 KB of script, loader included, in two files', async () => {
  const file = manifest.widgets['tenon-customer-360']?.file ?? ''
  expect(gzipOf('tenon.js') + gzipOf(file)).toBeLessThanOrEqual(14 * KB)
  expect(await readFile(join(dist, file), 'utf8')).not.toMatch(/\bfrom\s*["'`]\.|import\(/)
})

test('the board is at most 10 KB on top of what the widgets share', () => {
  expect(gzipOf(manifest.widgets['tenon-pipeline-board']?.file)).toBeLessThanOrEqual(10 * KB)
})

test('what evaluates rules is a file of its own of at most 14 KB, which is loaded when a form has a rule, not before', async () => {
  const names = Object.keys(manifest.files).filter((name) => name.endsWith('.js'))
  const sources = await Promise.all(
    names.map(async (name) => [name, await readFile(join(dist, name), 'utf8')] as const),
  )
  const evaluators = sources.filter(([, source]) => source.includes('of a record that was not loaded'))
  expect(evaluators).toHaveLength(1)
  const [evaluator = ''] = evaluators[0] ?? []
  expect(gzipOf(evaluator)).toBeLessThanOrEqual(14 * KB)
  const importers = sources.filter(([, source]) => source.includes(evaluator))
  expect(importers.length).toBeGreaterThan(0)
  for (const [, source] of importers) expect(source).not.toMatch(new RegExp(`(?:from|import)\\s*["'][./]*${evaluator}`))
})

test('the loader carries the hash of every widget, and no built file needs eval', async () => {
  const loader = await readFile(join(dist, 'tenon.js'), 'utf8')
  for (const { file, integrity } of Object.values(manifest.widgets)) {
    expect(loader).toContain(file)
    expect(loader).toContain(integrity)
  }
  for (const file of Object.keys(manifest.files)) {
    expect(await readFile(join(dist, file), 'utf8')).not.toMatch(/\beval\(|new Function\(/)
  }
})
