import { createHash } from 'node:crypto'
import pg from 'pg'
import { askTogether } from './ask-together.ts'
import type { EnteredRole } from './enter-role.ts'
import { KeptGroup, type WriteSettings } from './kept-group.ts'
import { type ClosingConnection, makeKeptNames } from './kept-names.ts'
import { KeptQuery, RowSink, type WireConnection as SendingConnection } from './kept-query.ts'
import { makeWritesTogether } from './make-writes-together.ts'
import { keepRowsRaw } from './raw-row.ts'
import { refuseLeavingRole } from './refuse-leaving-role.ts'
import { type GroupMember, StatementGroup } from './statement-group.ts'
import { makeStatementUses, type StatementUse, type StatementUses } from './statement-uses.ts'
import { TenantStatement } from './tenant-statement.ts'

/** A text is prepared at its third use: what is asked once is not worth a place. */
const USES = 3
const NAME_LENGTH = 40
/** Of the statement by which a connection enters a tenant's role. */
const ENTERING = 'tenon_enter_role'
/** Of the one that sets up a group of writes. */
const FOR_WRITES = 'tenon_for_writes'
/** Other columns, another type than the value was bound as, or a value that its former type did not have. */
const OUTDATED = /^(0A000|42804|22...)$/

type WireConnection = SendingConnection & ClosingConnection
type Query = (...args: readonly unknown[]) => unknown

/** Of all connections of a process. */
interface Keeping {
  uses: StatementUses
  /** False where something between the process and the server does not keep statements. */
  works: boolean
}

/**
 * A connection that has the server keep what is asked again and again: parsing and planning takes several times as long as
 * answering does. Behind a proxy that pools transactions and knows nothing of such statements (pgbouncer before 1.21), the
 * first refusal ends it for the process, and statements are sent the plain way.
 */
export function makePreparingClient(uses = makeStatementUses()): typeof pg.Client {
  const keeping: Keeping = { uses, works: true }
  return class PreparingClient extends pg.Client {
    readonly #statements = makeStatements(keeping, {
      plain: super.query.bind(this) as Query,
      connection: () => (this as unknown as { connection: WireConnection }).connection,
      parserOf: (type) => this.getTypeParser(type, 'text') as (text: string) => unknown,
    })

    constructor(config?: string | pg.ClientConfig) {
      super(config)
      keepRowsRaw(this)
    }

    /** The last of the values may be a `RowSink`, which then takes the rows. */
    override query(...args: never[]): never {
      const [text, values] = args as unknown as [unknown, unknown]
      if (text instanceof TenantStatement) return this.#ofTenant(text) as never
      if (text instanceof StatementGroup) return this.#ofGroup(text) as never
      if (typeof text !== 'string') return super.query(...(args as unknown as [string])) as never
      this.#statements.follow(text)
      if (args.length !== 2 || !hasValues(values)) return super.query(...(args as unknown as [string])) as never
      const { bound, sink } = withoutSink(values)
      const name = nameOf(keeping, keeping.uses.of(text), text)
      if (name === null && sink === null) return super.query(...(args as unknown as [string])) as never
      return this.#statements.ask(name ?? '', { text, values: bound, sink }) as never
    }

    /** @throws Error 42501 for one that would leave the tenant's role */
    #ofTenant({ text, values, role, leaveTo }: TenantStatement): Promise<pg.QueryResult> {
      const use = boundUse(keeping, text)
      const isPlain = !hasValues(values)
      if (isPlain && role === null) return super.query(text)
      const { bound, sink } = withoutSink(values)
      const name = isPlain ? null : nameOf(keeping, use, text)
      return this.#statements.ask(name ?? '', { text, values: bound, sink, role, leaveTo })
    }

    /** What each of its members asked for is told to the member alone. */
    async #ofGroup({ members }: StatementGroup): Promise<void> {
      const asked: NamedMember[] = []
      for (const member of members) {
        try {
          const use = member.role === null ? keeping.uses.of(member.text) : boundUse(keeping, member.text)
          asked.push({ ...member, name: nameOf(keeping, use, member.text) ?? '' })
        } catch (error) {
          member.reject(error)
        }
      }
      const { knows, learnable, inOneMessage, ask } = this.#statements
      const byItself = ({ name, text, values, sink, role }: NamedMember) => ask(name, { text, values, sink, role })
      if (asked[0]?.leave !== undefined) {
        return makeWritesTogether<NamedMember>(asked, { isKnown: knows, learnable, inOneMessage, byItself })
      }
      await askTogether<NamedMember>(asked, {
        isKnown: knows,
        inOneMessage: (known) => inOneMessage(known).answered,
        byItself,
      })
    }
  }
}

/** One without values goes the simple way: a kept one would keep its snapshot, for which index builds wait. */
function hasValues(values: unknown): values is unknown[] {
  return Array.isArray(values) && values.length > 0
}

function withoutSink(values: readonly unknown[]): { bound: readonly unknown[]; sink: RowSink | null } {
  const last: unknown = values.at(-1)
  return last instanceof RowSink ? { bound: values.slice(0, -1), sink: last } : { bound: values, sink: null }
}

interface Wire {
  plain: Query
  connection: () => WireConnection
  parserOf: (type: number) => (text: string) => unknown
}

interface Asked {
  text: string
  values: readonly unknown[]
  sink: RowSink | null
  /** To be entered for it. */
  role?: string | null
  /** And then to be gone back to. */
  leaveTo?: string | undefined
}

interface NamedMember extends GroupMember {
  /** Empty for one that is not kept. */
  name: string
}

/** The kept statements of one connection. */
function makeStatements(keeping: Keeping, { plain, connection, parserOf }: Wire) {
  let inTransaction = false
  const names = makeKeptNames({ connection, plain })
  const { known, isLearned } = names
  const { entering, settingUp, canEnter } = makeSettings(keeping)

  function send(name: string, { role = null, leaveTo, ...asked }: Asked): Promise<pg.QueryResult> {
    const entered = role === null ? null : entering(role, leaveTo)
    // Of two statements that are new to it in one message, the client would take the one for the other.
    const ownName = entered === null || entered.isKept ? name : ''
    const query = new KeptQuery({ name: ownName, ...asked, entered }, { known, parserOf })
    plain(query)
    return query.answered
  }

  /** Of statements that are known, or that it learns with it. */
  function inOneMessage(
    members: readonly NamedMember[],
    { lockMilliseconds }: { lockMilliseconds?: number } = {},
  ): KeptGroup {
    const learned = new Set(members.filter(({ name }) => !isLearned(name)))
    for (const { name, text } of learned) names.keep(name, text)
    names.closeLeft()
    const parts = members.map((member) => {
      const { name, text, values, sink, role } = member
      return {
        query: new KeptQuery({ name, text, values, sink, entered: null }, { known, parserOf }),
        entered: role === null ? null : entering(role, undefined),
        onLearned: learned.has(member) ? () => names.noteParsed(name, text) : undefined,
      }
    })
    const group = new KeptGroup(parts, lockMilliseconds === undefined ? null : settingUp(lockMilliseconds))
    // Where the server got as far as another's error, it keeps what came before.
    const forget = () => {
      for (const { name } of learned) if (!known.has(name)) names.forget(name)
    }
    if (learned.size > 0) group.answered.catch(forget)
    plain(group)
    return group
  }

  return {
    inOneMessage,
    /** Whether the connection has learned the statement, and how to enter a role. */
    knows: ({ name, role }: Pick<NamedMember, 'name' | 'role'>) => isLearned(name) && canEnter(role),
    /** The first of each name. */
    learnable(members: readonly NamedMember[]): NamedMember[] {
      const able = members.filter(({ name, role }) => name !== '' && !isLearned(name) && canEnter(role))
      return [...Map.groupBy(able, ({ name }) => name).values()].flatMap(([first]) => first ?? [])
    },
    follow(text: string): void {
      if (/^(begin|start)\b/i.test(text)) inTransaction = true
      else if (/^(commit|rollback)\b(?! to)/i.test(text)) inTransaction = false
    },
    /** A name is that of a kept statement; one without is for this time alone. */
    async ask(name: string, asked: Asked): Promise<pg.QueryResult> {
      if (name === '' && !asked.role) return send(name, asked)
      if (name !== '') names.keep(name, asked.text)
      names.closeLeft()
      try {
        return await send(name, asked)
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined
        // Unknown (26000) or known already (42P05): a proxy has sent it to another connection.
        if (code === '26000' || code === '42P05') keeping.works = false
        // Or a change of the tables has given the answer other columns, or a value that was bound another type.
        else if (name === '' || !OUTDATED.test(String(code))) throw error
        if (name !== '') names.forget(name)
        // A transaction has failed with it.
        if (inTransaction) throw error
        return send('', asked)
      }
    },
  }
}

/** The statements by which a connection sets something for others: one enters a role, one sets up a group of writes. */
function makeSettings(keeping: Keeping) {
  let entersBy: string | null = null
  let setsUpBy: string | null = null

  function entering(role: string, leaveTo: string | undefined): EnteredRole {
    const keptAs = keeping.works ? ENTERING : ''
    const onEntered = () => {
      entersBy = keptAs
    }
    return { role, leaveTo, keptAs, isKept: keptAs !== '' && entersBy === keptAs, onEntered }
  }

  return {
    entering,
    canEnter: (role: string | null) => role === null || entering(role, undefined).isKept,
    settingUp(lockMilliseconds: number): WriteSettings {
      const keptAs = keeping.works ? FOR_WRITES : ''
      const onKept = () => {
        setsUpBy = keptAs
      }
      return { lockMilliseconds, keptAs, isKept: keptAs !== '' && setsUpBy === keptAs, onKept }
    },
  }
}

/**
 * Of a statement of a tenant's work.
 * @throws Error 42501 for one that would leave the tenant's role
 */
function boundUse({ uses }: Keeping, text: string): StatementUse {
  const use = uses.of(text)
  if (!use.isBound) refuseLeavingRole(text)
  use.isBound = true
  return use
}

/** Null for what is not worth it, or cannot be kept. */
function nameOf({ works }: Keeping, use: StatementUse, text: string): string | null {
  if (!works || !use.isKeepable) return null
  use.count += 1
  if (use.count === USES) use.name = digest(text)
  return use.name
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, NAME_LENGTH)
}
