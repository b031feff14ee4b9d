import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { operatorError } from '../context/operator-error.ts'

export interface PostgresProgram {
  name: 'pg_dump' | 'pg_restore'
  path: string
  /** Such as 15. */
  major: number
}

interface Wanted {
  /** Folder of PostgreSQL's own programs; undefined for those on the PATH. */
  bin: string | undefined
  /** Oldest major version that will do, and why. */
  atLeast: number
  because: Required<LocalizedText>
}

const MOST_OUTPUT = 4_000

/** @throws TenonError CONFIG_INVALID where it is not there or too old */
export async function findPostgresProgram(
  name: PostgresProgram['name'],
  { bin, atLeast, because }: Wanted,
): Promise<PostgresProgram> {
  const path = bin === undefined ? name : join(bin, name)
  const advice = {
    en: `install PostgreSQL's client programs of version ${atLeast} or newer, or name their folder with --pg-bin or TENON_PG_BIN.`,
    'zh-CN': `请安装版本 ${atLeast} 或更新的 PostgreSQL 客户端程序，或用 --pg-bin 或 TENON_PG_BIN 指定其文件夹。`,
  }
  const text = await run(path, ['--version'], {}).catch((cause: unknown) => {
    const [place, placeChinese] = bin === undefined ? ['on the PATH', ' PATH '] : [`in '${bin}'`, `“${bin}”`]
    const texts = {
      en: `There is no ${name} ${place}: ${advice.en}`,
      'zh-CN': `${placeChinese}中没有 ${name}：${advice['zh-CN']}`,
    }
    throw operatorError('CONFIG_INVALID', texts, cause)
  })
  const major = Number(/\b(\d+)(\.\d+|devel|beta|rc)/.exec(text)?.[1] ?? 0)
  if (major >= atLeast) return { name, path, major }
  throw operatorError('CONFIG_INVALID', {
    en: `${name} is of version ${major}, but ${because.en}: ${advice.en}`,
    'zh-CN': `${name} 的版本是 ${major}，而${because['zh-CN']}：${advice['zh-CN']}`,
  })
}

export interface PostgresRun {
  /** Address of the database, as DATABASE_URL has it. */
  url: string
  args: string[]
  signal?: AbortSignal | undefined
}

/** Runs it against a database. @throws TenonError UNAVAILABLE with what it says */
export async function runPostgresProgram(
  { name, path }: PostgresProgram,
  { url, args, signal }: PostgresRun,
): Promise<void> {
  const { address, password } = libpqAddress(url)
  try {
    const options = { ...(password !== null && { password }), ...(signal !== undefined && { signal }) }
    await run(path, [...args, `--dbname=${address}`], options)
  } catch (cause) {
    signal?.throwIfAborted()
    const reason = cause instanceof Error ? cause.message : String(cause)
    const texts = { en: `${name} failed: ${reason}`, 'zh-CN': `${name} 失败：“${reason}”` }
    throw operatorError('UNAVAILABLE', texts, cause)
  }
}

/** Its output; an error with what it writes to the standard error where it fails. */
async function run(
  path: string,
  args: string[],
  { password, signal }: { password?: string; signal?: AbortSignal },
): Promise<string> {
  const child = spawn(path, args, {
    env: { ...passedOn(), LC_ALL: 'C', ...(password !== undefined && { PGPASSWORD: password }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal !== undefined && { signal }),
  })
  let [output, errors] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-MOST_OUTPUT)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-MOST_OUTPUT)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code === 0) return output
  throw new Error(errors.trim() === '' ? `it ended with ${code ?? 'a signal'}.` : errors.trim())
}

/** What libpq and the loader look at; none of our own settings. */
function passedOn(): NodeJS.ProcessEnv {
  const known = /^(PG[A-Z_]+|PATH|HOME|LD_LIBRARY_PATH|SYSTEMROOT|TMPDIR|TEMP|APPDATA)$/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => known.test(name)))
}

/**
 * The address as libpq reads it. The password goes by the environment, which other users do not see; and two words
 * that only Node's driver knows are said in libpq's.
 */
function libpqAddress(text: string): { address: string; password: string | null } {
  const url = new URL(text)
  const password = url.password === '' ? null : decodeURIComponent(url.password)
  url.password = ''
  const { searchParams } = url
  if (searchParams.get('sslmode') === 'no-verify' || searchParams.get('ssl') === 'true') {
    searchParams.set('sslmode', 'require')
  }
  for (const name of ['ssl', 'uselibpqcompat']) searchParams.delete(name)
  return { address: url.href, password }
}
