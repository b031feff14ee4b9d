import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cliLocale } from '../../../core/src/cli/cli-locale.ts'
import { COMMANDS } from '../../../core/src/cli/commands.ts'
import { cellWidth, padCell } from '../../../core/src/cli/pad-cell.ts'
import { createPostgresDatabase } from '../../support/open-test-database.ts'
import { type Ran, runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { FLEET_1, writeFleet } from '../plugins/fleet-plugin.ts'

const { folder: root, remove } = temporaryFolder()
afterAll(remove)

const CHINESE = { LANG: 'zh_CN.UTF-8' }
/** Data, and what is the same in every language: the command that speaks, quoted text, paths, usage, options, ids, hashes and addresses. */
const QUOTED =
  /^tenon [a-z ]+:|“[^”]*”|'[^']*'|<[^>]*>|\[[^\]]*\]|\S*[/\\]\S*|--\S+|\b\w+-\d+\.\d+\S*|sha256-\S+|[\w-]+(:[\w-]+)+/g
const CONJOINED = /[A-Za-z]{2,}(?:\s+[A-Za-z]{2,}){2}/

function englishLines(output: string): string[] {
  return output.split('\n').filter((line) => CONJOINED.test(line.replaceAll(QUOTED, '“”')))
}

function linesWithoutChinese(output: string): string[] {
  return output.split('\n').filter((line) => line.trim() !== '' && !/\p{Script=Han}/u.test(line))
}

test.each([
  [{}, 'en'],
  [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
  [{ LANG: 'zh' }, 'zh-CN'],
  [{ LANG: 'de_DE.UTF-8' }, 'en'],
  [{ LANG: 'zhx_XX' }, 'en'],
  [{ LC_ALL: '', LC_MESSAGES: 'zh_TW.UTF-8', LANG: 'en_US.UTF-8' }, 'zh-CN'],
  [{ LC_ALL: 'C', LC_MESSAGES: 'zh_CN.UTF-8', LANG: 'zh_CN.UTF-8' }, 'en'],
])('in an environment of %j the command line speaks %s', (env, locale) => {
  expect(cliLocale(env)).toBe(locale)
})

test.each(COMMANDS)('%s is summed up in both languages', async (_words, load) => {
  const { summary } = await load()
  expect(summary.en).toMatch(/^[A-Z].*\.$/)
  expect(summary['zh-CN']).toMatch(/\p{Script=Han}.*。$/u)
  expect(englishLines(summary['zh-CN'])).toEqual([])
})

test('cells of a table stand below each other, however wide their characters are', () => {
  expect([cellWidth('fleet'), cellWidth('车队'), cellWidth('A车（1）')]).toEqual([5, 4, 8])
  expect([padCell('车队', 6), padCell('车队', 6, 'left'), padCell('车队管理', 6)]).toEqual([
    '车队  ',
    '  车队',
    '车队管理',
  ])
})

describe('help and wrong usage', () => {
  test('all help is in Chinese', async () => {
    const all = await runTenon(['--help'], CHINESE)
    expect(all).toMatchObject({ code: 0, output: expect.stringContaining('用法：\n  tenon demo\n      启动演示') })
    expect(all.output).toContain('设置来自环境变量：DATABASE_URL、')
    const said = all.output.split('\n').filter((line) => !line.startsWith('  tenon '))
    expect(linesWithoutChinese(said.join('\n'))).toEqual([])
    expect(englishLines(said.join('\n'))).toEqual([])
    const one = await runTenon(['plugin', 'pack', '--help'], CHINESE)
    expect(one.output).toMatch(/^用法：tenon plugin pack .*\n\n将插件打包为一个文件；/)
  })

  test.each([
    [['plugin', 'instal'], 'tenon: 没有命令“plugin instal”；是否想用“plugin install”？'],
    [['plugin'], 'tenon: “plugin”是多个命令的开头。'],
    [['plugin', 'list'], '用法：tenon plugin list --tenant <short-name>'],
    [['plugin', 'list', '--tenannt'], 'tenon plugin list: 没有选项“--tenannt”；--help 会列出全部选项。'],
    [['plugin', 'list', '--tenant'], 'tenon plugin list: 选项“--tenant <value>”缺少值。'],
    [
      ['plugin', 'list', '--tenant', '-x'],
      'tenon plugin list: 选项“--tenant”的值以连字符开头，含义不明：请写成“--tenant=-…”。',
    ],
    [['plugin', 'check', '--with=x', 'a', 'b'], 'tenon plugin check: 多出了“b”：除选项外只接受一个参数，即“a”。'],
    [['plugin', 'list', 'acme'], 'tenon plugin list: 多出了“acme”：此命令不接受选项以外的参数。'],
    [['model', 'run', '--pause=yes'], 'tenon model run: 选项“--pause”不带值。'],
  ])('%j is answered in Chinese', async (args, told) => {
    const ran = await runTenon(args, CHINESE)
    expect(ran.code).toBe(2)
    expect(ran.output.split('\n')[0]).toBe(told)
  })

  test('settings and files that cannot be are told in Chinese', async () => {
    const port = await runTenon(['tenant', 'create', 'acme'], { ...CHINESE, TENON_PORT: 'much', TENON_FOLDER: root })
    expect(port).toEqual({ code: 1, output: 'tenon tenant create: TENON_PORT 为“much”：应为 0 到 65535 的整数。\n' })
    const key = await runTenon(['plugin', 'verify', 'nowhere.tenon-plugin'], CHINESE)
    expect(key).toEqual({ code: 1, output: 'tenon plugin verify: 没有文件“nowhere.tenon-plugin”。\n' })
    const gone = join(root, 'gone')
    const catalogue = await runTenon(['plugin', 'catalogue', 'build', gone], CHINESE)
    expect(catalogue).toEqual({ code: 1, output: `tenon plugin catalogue build: 无法使用“${gone}”：它不存在。\n` })
    const restore = await runTenon(['restore', root], CHINESE)
    expect(restore.output).toMatch(/^tenon restore: “.*”不是备份，或备份未完成：/)
  })
})

describe('a plugin’s way from its author into a tenant and out of it', () => {
  const env: Record<string, string> = { ...CHINESE, TENON_FOLDER: join(root, 'data') }
  const mine = join(root, 'workshop')
  const fleet = writeFleet(join(root, 'fleet'), FLEET_1)
  const printed: Ran[] = []
  const tenon = async (...args: string[]) => {
    const ran = await runTenon(args, env)
    printed.push(ran)
    return ran
  }

  beforeAll(async () => {
    env['DATABASE_URL'] = await createPostgresDatabase()
  }, 60_000)

  test('the author is told of what is made, what is wrong and what is packed', async () => {
    const made = await tenon('plugin', 'new', 'workshop', '--folder', mine)
    expect(made).toEqual({ code: 0, output: `已在“${mine}”新建“workshop”\n下一步：“tenon plugin test ${mine}”\n` })
    expect((await tenon('plugin', 'check', mine)).output).toContain('workshop 0.1.0 可以安装。')
    const manifest = join(mine, 'plugin.json')
    const sound = readFileSync(manifest, 'utf8')
    writeFileSync(manifest, sound.replace('"version"', '"verzion"'))
    const wrong = await tenon('plugin', 'check', mine)
    expect(wrong.code).toBe(1)
    expect(wrong.output).toMatch(/^plugin\.json:\d+ .*\p{Script=Han}/mu)
    expect(wrong.output).toContain(`“${mine}”有 `)
    expect((await tenon('plugin', 'pack', mine)).output).toContain('未打包任何内容。')
    writeFileSync(manifest, sound)
    const packed = await tenon('plugin', 'pack', mine, '--out', root)
    expect(packed.output).toMatch(/^已将 \d+ 个文件打包到“.*workshop-0\.1\.0\.tenon-plugin”\nsha256-\S+\n$/)
    const file = join(root, 'workshop-0.1.0.tenon-plugin')
    const verified = await tenon('plugin', 'verify', file)
    expect(verified).toEqual({ code: 1, output: 'workshop 0.1.0 与打包时一致。\nworkshop 0.1.0 未签名。\n' })
  }, 120_000)

  test('whoever installs is asked, refused and answered', async () => {
    const created = await tenon('tenant', 'create', 'acme')
    expect(created.output).toBe('租户“acme”已就绪。首位管理员：“tenon setup-link --tenant acme”\n')
    expect((await tenon('tenant', 'create', 'Acme!')).output).toMatch(
      /“Acme!”不能作为租户的短名称：.*\n {2}\/slug: 只能用/,
    )
    expect((await tenon('plugin', 'list', '--tenant', 'acem')).output).toContain("没有租户“acem”；现有 'acme'。")
    const silent = await tenon('plugin', 'install', fleet, '--tenant', 'acme')
    expect(silent.code).toBe(1)
    expect(silent.output).toContain('的代码申请了新的能力：')
    expect(silent.output).toContain('请用“--grant all”“--grant none”，或“--grant”加上您同意的能力来答复。')
    const stranger = await tenon('plugin', 'install', fleet, '--tenant', 'acme', '--grant', 'entity:vehicle:raed')
    expect(stranger.output).toContain("没有插件申请“entity:vehicle:raed”；是否想写 'entity:vehicle:read'？\n")
    const installed = await tenon('plugin', 'install', fleet, '--tenant', 'acme', '--grant', 'none')
    expect(installed).toEqual({ code: 0, output: '已安装到“acme”：fleet 1.0.0\n' })
    expect((await tenon('plugin', 'list', '--tenant', 'acme')).output).toMatch(
      /^fleet {2}1\.0\.0 .* 代码不读写任何内容\n$/,
    )
    expect((await tenon('plugin', 'secret', 'list', 'fleet', '--tenant', 'acme')).output).toContain('未设置')
    expect((await tenon('plugin', 'tasks', '--tenant', 'acme')).output).toBe('“acme”没有这样的任务。\n')
    expect((await tenon('plugin', 'webhooks', '--tenant', 'acme')).output).toBe('“acme”没有网络回调。\n')
    const preview = await tenon('plugin', 'upgrade', fleet, '--tenant', 'acme', '--dry-run')
    expect(preview.output).toContain('试运行：未做任何更改。\n数据表：\n  没有变化\n')
    const purge = await tenon('plugin', 'remove', 'fleet', '--tenant', 'acme', '--data', 'purge')
    expect(purge.output).toContain('清除会永久删除插件“fleet”的全部记录：请加上“--confirm fleet”再次写出其 id。')
    const removed = await tenon('plugin', 'remove', 'fleet', '--tenant', 'acme', '--consent')
    expect(removed).toEqual({ code: 0, output: '已从“acme”移除：fleet\n' })
    expect((await tenon('plugin', 'list', '--tenant', 'acme')).output).toBe('“acme”没有插件。\n')
  }, 120_000)

  test('no line of all that is a sentence in English, and each but a hash has Chinese in it', () => {
    const output = printed.map((ran) => ran.output).join('')
    expect(printed.length).toBeGreaterThan(15)
    expect(englishLines(output)).toEqual([])
    expect(linesWithoutChinese(output)).toEqual([expect.stringMatching(/^sha256-/)])
  })

  test('what is written for others is the same in every language', async () => {
    const [one, other] = [join(root, 'one'), join(root, 'other')]
    await runTenon(['plugin', 'new', 'workshop', '--folder', one], CHINESE)
    await runTenon(['plugin', 'new', 'workshop', '--folder', other])
    for (const file of ['plugin.json', 'hooks.ts', 'entities.d.ts']) {
      expect(readFileSync(join(one, file), 'utf8')).toBe(readFileSync(join(other, file), 'utf8'))
    }
  }, 60_000)

  test('LC_ALL=C has it all in English, whatever LANG says', async () => {
    const ran = await runTenon(['plugin', 'list', '--tenant', 'acme'], { ...env, LC_ALL: 'C' })
    expect(ran).toEqual({ code: 0, output: "'acme' has no plugins.\n" })
  })
})
