import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deriveKey } from '../../../core/src/config/derive-key.ts'
import { readConfig } from '../../../core/src/config/read-config.ts'

const defaults = { folder: 'unused', port: 3210, logLevel: 'info' }
const STRONG = 'kV9x2mQ7pLr4ZtW8yB1cF6hJ3nD5sG0aUeIoRwXz'
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenon-config-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const read = (env: Record<string, string>) => readConfig({ TENON_FOLDER: folder, ...env }, defaults)

test('the secret is generated once, and only its user may read it', () => {
  const first = read({}).secret
  expect(first.length).toBeGreaterThanOrEqual(43)
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
  expect(read({}).secret).toBe(first)
  expect(readFileSync(join(folder, 'secret'), 'utf8').trim()).toBe(first)
})

test.skipIf(process.platform === 'win32')(
  'a secret file that others may read is refused with the command that mends it',
  () => {
    read({})
    chmodSync(join(folder, 'secret'), 0o644)
    expect(() => read({})).toThrow(/chmod 600/)
  },
)

test.each(['short', 'a'.repeat(64), 'changeme-changeme-changeme-changeme-1', 'password0123456789ABCDEFGHIJKLMNOP'])(
  'the weak secret %j from outside is refused',
  (secret) => {
    expect(() => read({ TENON_SECRET: secret })).toThrow(/TENON_SECRET is too weak/)
  },
)

test('a weak secret in the file is refused too', () => {
  writeFileSync(join(folder, 'secret'), 'abc', { mode: 0o600 })
  expect(() => read({})).toThrow(/too weak/)
})

test('keys for two purposes differ and say nothing of the secret', () => {
  expect(deriveKey(STRONG, 'sessions')).not.toBe(deriveKey(STRONG, 'site-secrets'))
  expect(deriveKey(STRONG, 'sessions')).toBe(deriveKey(STRONG, 'sessions'))
})

const AWS = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'hidden' }

test.each([
  [{ TENON_PORT: '70000' }, /TENON_PORT is '70000': expected a whole number from 0 to 65535/],
  [{ TENON_URL: 'ftp://x' }, /TENON_URL is 'ftp:\/\/x'/],
  [{ TENON_URL: 'https://x/path' }, /without a path/],
  [{ DATABASE_URL: 'mysql://root:hunter2@db/x' }, /DATABASE_URL is the value given: expected an address/],
  [{ TENON_TRUSTED_PROXIES: '10.0.0.0/8,nginx' }, /TENON_TRUSTED_PROXIES is 'nginx'/],
  [{ TENON_ACTOR_RATE: '-1' }, /TENON_ACTOR_RATE is '-1': expected a whole number from 0 to/],
  [{ TENON_READ_SECONDS: '0' }, /TENON_READ_SECONDS is '0': expected a whole number from 1 to/],
  [{ TENON_METRICS_TOKEN: 'short' }, /TENON_METRICS_TOKEN is only 5 characters long/],
  [{ TENON_PLUGIN_HTTP: 'no' }, /TENON_PLUGIN_HTTP is 'no': expected on or off/],
  [{ TENON_FILES: 'ftp://x' }, /TENON_FILES is 'ftp:\/\/x': expected a folder, or an address such as s3:\/\/bucket/],
  [{ TENON_FILES: 's3://b/x?acl=public', ...AWS }, /TENON_FILES is 's3:\/\/b\/x\?acl=public'/],
  [{ TENON_FILES: 's3://bucket' }, /AWS_ACCESS_KEY_ID is missing/],
  [{ TENON_FILE_BYTES: '25 MB' }, /TENON_FILE_BYTES is '25 MB': expected a number of bytes/],
  [{ TENON_FILES_QUOTA: '0' }, /TENON_FILES_QUOTA is '0'/],
  [{ TENON_LOG_LEVEL: 'loud' }, /TENON_LOG_LEVEL is 'loud'/],
  [{ TENON_POOL_SIZE: '1.5', DATABASE_URL: 'postgres://localhost/x' }, /TENON_POOL_SIZE is '1.5'/],
] as Array<[Record<string, string>, RegExp]>)('the setting %j is refused with what is allowed', (env, message) => {
  expect(() => read({ TENON_SECRET: STRONG, ...env })).toThrow(message)
})

test('files lie in the data folder, in another one, or in a bucket', () => {
  const of = (env: Record<string, string>) => read({ TENON_SECRET: STRONG, ...AWS, ...env }).files
  expect(of({})).toEqual({
    place: { kind: 'disk', folder: join(folder, 'files') },
    maxBytes: 26_214_400,
    quotaBytes: null,
  })
  expect(of({ TENON_FILES: '/srv/files', TENON_FILES_QUOTA: '5000' })).toMatchObject({
    place: { kind: 'disk', folder: '/srv/files' },
    quotaBytes: 5000,
  })
  const bucket = 's3://crm-files/tenon/?region=eu-central-1&endpoint=https://s3.example.com'
  expect(of({ TENON_FILES: bucket })?.place).toEqual({
    ...{ kind: 's3', bucket: 'crm-files', prefix: 'tenon', endpoint: 'https://s3.example.com', region: 'eu-central-1' },
    ...{ accessKeyId: 'AKIA', secretAccessKey: 'hidden' },
  })
})

test('plugins may make HTTP requests unless that is switched off', () => {
  const of = (value: string) => read({ TENON_SECRET: STRONG, TENON_PLUGIN_HTTP: value }).pluginHttp
  expect([of(''), of('on'), of('off'), read({ TENON_SECRET: STRONG }).pluginHttp]).toEqual([true, true, false, true])
})

test('a refused database address is not repeated, since it may hold a password', () => {
  expect(() => read({ TENON_SECRET: STRONG, DATABASE_URL: 'mysql://root:hunter2@db/x' })).not.toThrow(/hunter2/)
})
