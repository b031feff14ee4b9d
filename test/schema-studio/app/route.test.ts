import { expect, test } from 'vitest'
import {
  boardPath,
  listPath,
  matchRoute,
  pluginPath,
  recordPath,
  studioEntityPath,
} from '../../../schema-studio/src/app/route.ts'

test.each([
  ['/', { name: 'home' }],
  ['/e/contact', { name: 'list', entity: 'contact' }],
  ['/e/contact/', { name: 'list', entity: 'contact' }],
  ['/e/contact/42', { name: 'record', entity: 'contact', id: '42' }],
  ['/board/sales', { name: 'board', pipeline: 'sales' }],
  ['/studio', { name: 'studio' }],
  ['/studio/entities/contact', { name: 'studioEntity', entity: 'contact' }],
  ['/studio/changes', { name: 'changes' }],
  ['/studio/plugins', { name: 'plugins' }],
  ['/studio/plugins/fleet', { name: 'plugin', id: 'fleet', tab: 'overview' }],
  ['/studio/plugins/fleet/activity', { name: 'plugin', id: 'fleet', tab: 'activity' }],
  ['/studio/catalogue', { name: 'catalogue' }],
  ['/settings/plugins', { name: 'plugins' }],
  ['/settings', { name: 'settings', page: 'people' }],
  ['/settings/api-keys', { name: 'settings', page: 'api-keys' }],
  ['/setup', { name: 'setup' }],
])('%s leads to its page', (path, route) => {
  expect(matchRoute(path)).toEqual(route)
})

test.each([
  '/studio/plugins/fleet/none',
  '/studio/plugins/fleet/activity/x',
  '/studio/catalogue/x',
  '/e',
  '/e/contact/42/more',
  '/settings/secrets',
  '/studio/nothing',
  '/board/a/b',
  '/e/%E0%A4%A',
  '/x',
])('nothing is at %s', (path) => {
  expect(matchRoute(path)).toEqual({ name: 'notFound' })
})

test('paths that are made can be read again, whatever the names hold', () => {
  expect(matchRoute(recordPath('contact', 'a/b ?#'))).toEqual({ name: 'record', entity: 'contact', id: 'a/b ?#' })
  expect(matchRoute(listPath('车辆'))).toEqual({ name: 'list', entity: '车辆' })
  expect(matchRoute(boardPath('a b'))).toEqual({ name: 'board', pipeline: 'a b' })
  expect(matchRoute(pluginPath('a/b', 'settings'))).toEqual({ name: 'plugin', id: 'a/b', tab: 'settings' })
  expect(matchRoute(studioEntityPath('x'))).toEqual({ name: 'studioEntity', entity: 'x' })
})
