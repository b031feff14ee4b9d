import { isIP } from 'node:net'
import { resolve } from 'node:path'
import type { DatabaseConfig, TenantRolesSetting } from './database-config.ts'
import type { FilesConfig } from './files-config.ts'
import { givenValue, invalidSetting } from './invalid-setting.ts'
import type { LimitsConfig } from './limits-config.ts'
import { readFilesConfig } from './read-files-config.ts'
import { readInteger } from './read-integer.ts'
import { readLimits } from './read-limits.ts'
import { readSecret } from './read-secret.ts'

export interface TenonConfig {
  database: DatabaseConfig
  /** Folder for the embedded database and generated secrets. */
  folder: string
  host: string
  port: number
  /** Public address, without a trailing slash. */
  baseUrl: string
  /** Root secret from which all others are derived. */
  secret: string
  logLevel: string
  /** Addresses of proxies whose X-Forwarded-For is believed, or false. */
  trustedProxies: string[] | false
  /** What a scraper of /metrics must send as a Bearer token; without one there is no such route. */
  metricsToken: string | undefined
  /** Whether code of plugins may ask hosts of the internet, within its capabilities. */
  pluginHttp: boolean
  /** Folders and addresses of catalogues that admins may install plugins from. Default: none. */
  catalogues?: readonly string[]
  /** List of keys whose signatures of plugins are believed. Default: `trusted-keys.json` in `folder`, if it is there. */
  trustFile?: string | undefined
  /** Default: the folder `files` in `folder`, 25 MB a file. */
  files?: FilesConfig
  /** Of requests. Default: times as in `DEFAULT_TIME_LIMITS`, and no limit on how many there are. */
  limits?: LimitsConfig
}

export interface ConfigDefaults {
  folder: string
  port: number
  logLevel: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Settings from the environment: DATABASE_URL, TENON_FOLDER, TENON_HOST, TENON_PORT, TENON_URL, TENON_SECRET,
 * TENON_POOL_SIZE, TENON_TENANT_ROLES, TENON_LOG_LEVEL, TENON_TRUSTED_PROXIES, TENON_METRICS_TOKEN, TENON_CATALOGUE, TENON_TRUST,
 * TENON_PLUGIN_HTTP, TENON_FILES, TENON_FILE_BYTES, TENON_FILES_QUOTA, and the limits of requests (`read-limits.ts`). Generates the secret's file where there is none.
 * @throws TenonError CONFIG_INVALID naming the setting, its value and what is allowed
 */
export function readConfig(env: Environment, defaults: ConfigDefaults): TenonConfig {
  const folder = resolve(env['TENON_FOLDER'] ?? defaults.folder)
  const port = readInteger(env, 'TENON_PORT', { fallback: defaults.port, min: 0, max: 65_535 })
  const host = env['TENON_HOST'] ?? '127.0.0.1'
  return {
    folder,
    port,
    host,
    baseUrl: readBaseUrl(env['TENON_URL'], port),
    database: readDatabase(env, folder),
    secret: readSecret({ given: env['TENON_SECRET'], folder }),
    trustedProxies: readProxies(env['TENON_TRUSTED_PROXIES']),
    metricsToken: readMetricsToken(env['TENON_METRICS_TOKEN']),
    pluginHttp: readSwitch(env, 'TENON_PLUGIN_HTTP'),
    logLevel: readLogLevel(env['TENON_LOG_LEVEL'] ?? defaults.logLevel),
    catalogues: readCatalogues(env['TENON_CATALOGUE']),
    trustFile: env['TENON_TRUST'] || undefined,
    files: readFilesConfig(env, folder),
    limits: readLimits(env),
  }
}

/** The value may hold a password, and is not repeated. */
const WRONG_URL = {
  value: { en: 'the value given', 'zh-CN': '的值有误' },
  allowed: {
    en: 'an address such as postgres://user:password@host:5432/name',
    'zh-CN': '形如 postgres://user:password@host:5432/name 的地址',
  },
}

function readDatabase(env: Environment, folder: string): DatabaseConfig {
  const url = env['DATABASE_URL']
  if (url === undefined || url === '') return { kind: 'pglite', folder }
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw invalidSetting('DATABASE_URL', WRONG_URL.value, WRONG_URL.allowed)
  }
  const poolSize = readInteger(env, 'TENON_POOL_SIZE', { fallback: 10, min: 2, max: 500 })
  return { kind: 'postgres', url, poolSize, tenantRoles: readTenantRoles(env['TENON_TENANT_ROLES']) }
}

function readTenantRoles(given: string | undefined): TenantRolesSetting {
  if (given === undefined || given === '') return 'on'
  if (given === 'on' || given === 'off' || given === 'required') return given
  throw invalidSetting('TENON_TENANT_ROLES', givenValue(given), {
    en: 'on, off or required',
    'zh-CN': ' on、off 或 required',
  })
}

function readBaseUrl(given: string | undefined, port: number): string {
  if (given === undefined || given === '') return `http://localhost:${port}`
  const url = URL.canParse(given) ? new URL(given) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw invalidSetting('TENON_URL', givenValue(given), {
      en: 'an http or https origin without a path, such as https://crm.example.com',
      'zh-CN': '不带路径的 http 或 https 来源，例如 https://crm.example.com',
    })
  }
  return url.origin
}

/** A balancer hides its clients' addresses, by which sign-in attempts are counted, unless it is named here. */
function readProxies(given: string | undefined): string[] | false {
  if (given === undefined || given === '') return false
  const proxies = given.split(',').map((proxy) => proxy.trim())
  const wrong = proxies.find((proxy) => isIP(proxy.replace(/\/\d{1,3}$/, '')) === 0)
  if (wrong === undefined) return proxies
  throw invalidSetting('TENON_TRUSTED_PROXIES', givenValue(wrong), {
    en: 'addresses or ranges such as 10.0.0.0/8, separated by commas',
    'zh-CN': '用逗号分隔的地址或网段，例如 10.0.0.0/8',
  })
}

function readMetricsToken(given: string | undefined): string | undefined {
  if (given === undefined || given === '') return undefined
  if (given.length >= 20) return given
  throw invalidSetting(
    'TENON_METRICS_TOKEN',
    { en: `only ${given.length} characters long`, 'zh-CN': `只有 ${given.length} 个字符` },
    { en: '20 random characters or more', 'zh-CN': '至少 20 个随机字符' },
  )
}

/** On unless it is switched off. */
function readSwitch(env: Environment, name: string): boolean {
  const given = env[name]
  if (given === undefined || given === '' || given === 'on') return true
  if (given === 'off') return false
  throw invalidSetting(name, givenValue(given), { en: 'on or off', 'zh-CN': ' on 或 off' })
}

const MAX_CATALOGUES = 20

/** Whether each can be read is found out when somebody looks into it. */
function readCatalogues(given: string | undefined): string[] {
  const catalogues = (given ?? '').split(',').map((address) => address.trim())
  const named = catalogues.filter((address) => address !== '')
  if (named.length <= MAX_CATALOGUES) return named
  throw invalidSetting(
    'TENON_CATALOGUE',
    { en: `a list of ${named.length}`, 'zh-CN': `列出了 ${named.length} 项` },
    { en: `at most ${MAX_CATALOGUES} folders or addresses`, 'zh-CN': `最多 ${MAX_CATALOGUES} 个文件夹或地址` },
  )
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

function readLogLevel(level: string): string {
  if (LOG_LEVELS.includes(level)) return level
  throw invalidSetting('TENON_LOG_LEVEL', givenValue(level), {
    en: `one of ${LOG_LEVELS.join(', ')}`,
    'zh-CN': ` ${LOG_LEVELS.join('、')} 之一`,
  })
}
