import { finds, type HostileProgram, programs } from '../hostile-program.ts'

/** A hook that makes one host call and says which code it ended with, or `none`. */
const codeOf = (call: string) =>
  `async (r, tenon) => [{ code: await ${call}.then(() => 'none', (error) => error.code) }]`

interface Ask {
  name: string
  tries: string
  call: string
  code: string
  grants?: string[]
  kind?: NonNullable<HostileProgram['kind']>
  reached?: number
}

export const asks = (of: 'host arguments' | 'capabilities' | 'network', list: Ask[]) =>
  programs(
    of,
    list.map(({ call, code, reached = 0, ...rest }) => ({
      ...rest,
      hook: codeOf(call),
      must: finds({ code }, reached),
    })),
  )
