import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import pg from 'pg'
import { askTogether } from './ask-together.ts'
import type { EnteredRole } from './enter-role.ts'
import { KeptGroup } from './kept-group.ts'
import { KeptQuery, type KnownColumns, RowSink, type WireConnection as SendingConnection } from './kept-query.ts'
import { makeWritesTogether } from './make-writes-together.ts'
import { keepRowsRaw } from './raw-row.ts'
import { refuseLeavingRole } from './refuse-leaving-role.ts'
import { type GroupMember, StatementGroup } from './statement-group.ts'
import { makeStatementUses, type StatementUse, type StatementUses } from './statement-uses.ts'
import { TenantStatement } from './tenant-statement.ts'

/** A text is prepared at its third use: what is asked once is not worth a place. */
const USES = 3
/**
 * Characters of the statements that a connection keeps, each of which takes some 100 bytes of the server's memory: 30 MB.
 * That is some 300 statements, three for each of a hundred tenants.
 */
const MAX_KEPT = 300_000
/** What a short one takes besides. */
const LEAST_LENGTH = 300
const NAME_LENGTH = 40
/** Of the statement by which a connection enters a tenant's role. */
const ENTERING = 'tenon_enter_role'
/** Other columns, another type than the value was bound as, or a value that its former type did not have. */
const OUTDATED = /^(0A000|42804|22...)$/

/** What the connection of `pg` is asked for here, as its typings do not say. */
interface WireConnection extends SendingConnection {
  close(message: { type: 'S'; name: string }): void
  sync(): void
}

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
      const { knows, inOneMessage, ask } = this.#statements
      const byItself = ({ name, text, values, sink, role }: NamedMember) => ask(name, { text, values, sink, role })
      if (asked[0]?.leave !== undefined) {
        return makeWritesTogether<NamedMember>(asked, { isKnown: knows, inOneMessage, byItself })
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
  let left: string[] = []
  let inTransaction = false
  let entersBy: string | null = null
  const known: KnownColumns = new Map()
  const kept = new LRUCache<string, string>({
    maxSize: MAX_KEPT,
    sizeCalculation: (text) => text.length + LEAST_LENGTH,
    dispose: (_, name) => void left.push(name),
  })

  /** Sent ahead of the next statement, without waiting for the answer. */
  function closeLeft(): void {
    const names = left
    left = []
    for (const name of names) {
      delete connection().parsedStatements[name]
      known.delete(name)
    }
    void plain(closing(names))
  }

  function send(name: string, { role = null, leaveTo, ...asked }: Asked): Promise<pg.QueryResult> {
    const entered = role === null ? null : entering(role, leaveTo)
    // Of two statements that are new to it in one message, the client would take the one for the other.
    const ownName = entered === null || entered.isKept ? name : ''
    const query = new KeptQuery({ name: ownName, ...asked, entered }, { known, parserOf })
    plain(query)
    return query.answered
  }

  function entering(role: string, leaveTo: string | undefined): EnteredRole {
    const keptAs = keeping.works ? ENTERING : ''
    const onEntered = () => {
      entersBy = keptAs
    }
    return { role, leaveTo, keptAs, isKept: keptAs !== '' && entersBy === keptAs, onEntered }
  }

  /** Of statements that are known. */
  function inOneMessage(members: readonly NamedMember[], limits: { lockMilliseconds?: number } = {}): KeptGroup {
    if (left.length > 0) closeLeft()
    const group = new KeptGroup(
      members.map(({ name, text, values, sink, role }) => ({
        query: new KeptQuery({ name, text, values, sink, entered: null }, { known, parserOf }),
        entered: role === null ? null : entering(role, undefined),
      })),
      limits,
    )
    plain(group)
    return group
  }

  return {
    inOneMessage,
    /** Whether the connection has learned the statement, and how to enter a role. */
    knows({ name, role }: Pick<NamedMember, 'name' | 'role'>): boolean {
      return kept.get(name) !== undefined && known.has(name) && (role === null || entering(role, undefined).isKept)
    },
    follow(text: string): void {
      if (/^(begin|start)\b/i.test(text)) inTransaction = true
      else if (/^(commit|rollback)\b(?! to)/i.test(text)) inTransaction = false
    },
    /** A name is that of a kept statement; one without is for this time alone. */
    async ask(name: string, asked: Asked): Promise<pg.QueryResult> {
      if (name === '' && !asked.role) return send(name, asked)
      if (name !== '' && kept.get(name) === undefined) kept.set(name, asked.text)
      if (left.length > 0) closeLeft()
      try {
        return await send(name, asked)
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined
        // Unknown (26000) or known already (42P05): a proxy has sent it to another connection.
        if (code === '26000' || code === '42P05') keeping.works = false
        // Or a change of the tables has given the answer other columns, or a value that was bound another type.
        else if (name === '' || !OUTDATED.test(String(code))) throw error
        if (name !== '') kept.delete(name)
        // A transaction has failed with it.
        if (inTransaction) throw error
        return send('', asked)
      }
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

/** What tells the server to forget statements. `pg` asks it what to do with the answers: nothing, and nobody waits. */
function closing(names: readonly string[]): object {
  return {
    submit(connection: WireConnection): void {
      for (const name of names) connection.close({ type: 'S', name })
      connection.sync()
    },
    handleReadyForQuery: () => undefined,
    handleError: () => undefined,
    handleCommandComplete: () => undefined,
  }
}
