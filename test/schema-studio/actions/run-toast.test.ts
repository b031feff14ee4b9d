import type { ActionRun } from '@tenon/sdk/contract/action-run'
import { expect, test } from 'vitest'
import type { ActionTask } from '../../../schema-studio/src/actions/action-task.ts'
import { nextPath, nothingDone, runToast } from '../../../schema-studio/src/actions/run-toast.ts'
import { runWords } from '../../../schema-studio/src/actions/run-words.ts'

const RUN: ActionRun = {
  ...{ id: 'r1', plugin: 'automotive', action: 'takeOffSale', entity: 'vehicle', actor: 'user:u1', actorName: 'Ada' },
  ...{ status: 'done', total: 3, done: 3, refused: 0, message: null, open: null, refusals: [], error: null },
  ...{ startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:00:02Z' },
}
const refusal = { id: 'v1', title: 'Audi A4', message: 'It is sold already.' }
const task = (target: ActionTask['target']): ActionTask => ({
  ...{ entity: 'vehicle', target },
  action: {
    ...{ plugin: 'automotive', name: 'takeOffSale', label: { en: 'Take off sale', 'zh-CN': '下架' } },
    ...{ places: ['selection'] },
  },
})
const ofThree = task({ kind: 'records', ids: ['v1', 'v2', 'v3'], title: null })
const ofOne = task({ kind: 'records', ids: ['v1'], title: 'Audi A4' })

test.each([
  [{}, '3 records done.', '已完成 3 条记录。'],
  [{ message: 'Taken off sale.' }, 'Taken off sale. 3 records done.', 'Taken off sale. 已完成 3 条记录。'],
  [{ message: 'Taken' }, 'Taken. 3 records done.', 'Taken. 已完成 3 条记录。'],
  [{ message: '已下架' }, '已下架。3 records done.', '已下架。已完成 3 条记录。'],
  [{ message: '已下架。' }, '已下架。3 records done.', '已下架。已完成 3 条记录。'],
  [{ refused: 1 }, '2 records done, 1 refused.', '已完成 2 条，拒绝 1 条。'],
  [{ refused: 3, message: 'Taken.' }, '0 records done, 3 refused.', '已完成 0 条，拒绝 3 条。'],
  [{ done: 1, total: 1 }, 'Done.', '已完成。'],
  [{ status: 'failed', error: 'It broke.' }, 'It broke.', 'It broke.'],
] as const)('a run that ended as %j is told as “%s” and “%s”', (...[facts, en, zh]) => {
  const run = { ...RUN, ...facts }
  expect(runWords(run, { locale: 'en', onRecords: true })).toBe(en)
  expect(runWords(run, { locale: 'zh-CN', onRecords: true })).toBe(zh)
})

test('what an action on a list counts is not called records', () => {
  expect(runWords({ ...RUN, message: 'All read.' }, { locale: 'en', onRecords: false })).toBe('All read.')
  expect(runWords(RUN, { locale: 'en', onRecords: false })).toBe('Done.')
})

test('a run that stopped half-way says how far it came', () => {
  const run = { ...RUN, done: 2, total: 7 }
  const said = (status: ActionRun['status']) => runWords({ ...run, status }, { locale: 'en', onRecords: true })
  expect(said('cancelled')).toContain('2 of 7')
  expect(said('interrupted')).toContain('2 of 7')
})

test('only where nothing at all was done can the same be tried again', () => {
  const en = { locale: 'en' } as const
  const refused = { ...RUN, total: 1, done: 1, refused: 1, refusals: [refusal] }
  expect(nothingDone(refused, { task: ofOne, ...en })).toBe('It is sold already.')
  expect(nothingDone({ ...RUN, status: 'failed', done: 0, error: 'No.' }, { task: ofThree, ...en })).toBe('No.')
  expect(nothingDone({ ...RUN, status: 'failed', done: 1, error: 'No.' }, { task: ofThree, ...en })).toBeNull()
  expect(nothingDone({ ...RUN, refused: 3, refusals: [refusal] }, { task: ofThree, ...en })).toBeNull()
  expect(nothingDone(RUN, { task: ofOne, ...en })).toBeNull()
})

test('somebody who has gone on is told which action it was, and is led nowhere unasked', () => {
  const went: string[] = []
  const on = { showResult: async () => void went.push('result'), goOn: (path: string) => void went.push(path) }
  const setting = { task: ofThree, locale: 'en', isBehind: true, here: '/e/vehicle', ...on } as const
  const led = { ...RUN, open: { entity: 'vehicle', id: 'v1' } }
  const toast = runToast(led, setting)
  expect(toast).toMatchObject({ tone: 'positive', text: 'Take off sale: 3 records done.' })
  expect(went).toEqual([])
  void toast.action?.run()
  expect(went).toEqual(['/e/vehicle/v1'])
  expect(runToast(led, { ...setting, here: '/e/vehicle/v1' }).action).toBeUndefined()
  void runToast({ ...RUN, refused: 1, refusals: [refusal] }, setting).action?.run()
  expect(went).toEqual(['/e/vehicle/v1', 'result'])
})

test('a run leads nowhere where the person is there already', () => {
  const led = { ...RUN, open: { entity: 'vehicle', id: 'v1' } }
  expect(nextPath(led, '/e/vehicle')).toBe('/e/vehicle/v1')
  expect(nextPath(led, '/e/vehicle/v1')).toBeNull()
  expect(nextPath(RUN, '/')).toBeNull()
})
