import { join, resolve } from 'node:path'
import type { FilesConfig, FilesPlace } from './files-config.ts'
import { givenValue, invalidSetting } from './invalid-setting.ts'

type Environment = Readonly<Record<string, string | undefined>>

const DEFAULT_BYTES = 25 * 1024 ** 2
const MAX_BYTES = 5 * 1024 ** 3
const MAX_QUOTA = 1024 ** 5

/** Where files lie where nothing else is said. */
export function defaultFilesConfig(folder: string): FilesConfig {
  return { place: { kind: 'disk', folder: join(folder, 'files') }, maxBytes: DEFAULT_BYTES, quotaBytes: null }
}

/**
 * TENON_FILES (a folder, or `s3://bucket/prefix?region=…&endpoint=…` with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY),
 * TENON_FILE_BYTES, TENON_FILES_QUOTA. @throws TenonError CONFIG_INVALID
 */
export function readFilesConfig(env: Environment, folder: string): FilesConfig {
  const preset = defaultFilesConfig(folder)
  const quota = env['TENON_FILES_QUOTA']
  return {
    place: readPlace(env, preset.place),
    maxBytes: readBytes(env, 'TENON_FILE_BYTES', { fallback: preset.maxBytes, max: MAX_BYTES }),
    quotaBytes:
      quota === undefined || quota === '' ? null : readBytes(env, 'TENON_FILES_QUOTA', { fallback: 0, max: MAX_QUOTA }),
  }
}

function readPlace(env: Environment, preset: FilesPlace): FilesPlace {
  const given = env['TENON_FILES']
  if (given === undefined || given === '') return preset
  if (given.startsWith('s3:')) return readBucket(env, given)
  if (/^[a-z0-9+.-]{2,}:\/\//i.test(given))
    throw invalidSetting('TENON_FILES', givenValue(given), {
      en: 'a folder, or an address such as s3://bucket',
      'zh-CN': '文件夹，或形如 s3://bucket 的地址',
    })
  return { kind: 'disk', folder: resolve(given) }
}

const BUCKET_FORM = 's3://bucket/prefix?region=eu-central-1&endpoint=https://s3.example.com'

function readBucket(env: Environment, given: string): FilesPlace {
  const url = URL.canParse(given) ? new URL(given) : null
  const endpoint = url?.searchParams.get('endpoint') ?? null
  const unknown = [...(url?.searchParams.keys() ?? [])].find((name) => name !== 'endpoint' && name !== 'region')
  const isSound = url !== null && /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.hostname) && url.username === ''
  if (
    !isSound ||
    unknown !== undefined ||
    (endpoint !== null && !/^https?:\/\//.test(endpoint)) ||
    (endpoint !== null && !URL.canParse(endpoint))
  ) {
    throw invalidSetting('TENON_FILES', givenValue(given), {
      en: BUCKET_FORM,
      'zh-CN': `形如 ${BUCKET_FORM} 的地址`,
    })
  }
  return {
    kind: 's3',
    bucket: url.hostname,
    prefix: url.pathname.replaceAll(/^\/+|\/+$/g, ''),
    endpoint,
    region: url.searchParams.get('region') ?? env['AWS_REGION'] ?? 'us-east-1',
    accessKeyId: needed(env, 'AWS_ACCESS_KEY_ID'),
    secretAccessKey: needed(env, 'AWS_SECRET_ACCESS_KEY'),
  }
}

function needed(env: Environment, name: string): string {
  const value = env[name]
  if (value !== undefined && value !== '') return value
  throw invalidSetting(
    name,
    { en: 'missing', 'zh-CN': '缺失' },
    { en: 'the key of the bucket that TENON_FILES names', 'zh-CN': ' TENON_FILES 所指存储桶的密钥' },
  )
}

function readBytes(env: Environment, name: string, { fallback, max }: { fallback: number; max: number }): number {
  const given = env[name]
  if (given === undefined || given === '') return fallback
  const value = Number(given)
  if (Number.isInteger(value) && value >= 1 && value <= max) return value
  throw invalidSetting(name, givenValue(given), {
    en: `a number of bytes from 1 to ${max}`,
    'zh-CN': ` 1 到 ${max} 的字节数`,
  })
}
