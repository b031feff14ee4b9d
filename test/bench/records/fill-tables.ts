import type pg from 'pg'
import { REGIONS, SOURCES, STAGES } from './bench-plugin.ts'

const SCHEMA = 't_bench'

const pick = (values: readonly string[]) => `(array['${values.join("','")}'])[1 + i % ${values.length}]`

/**
 * The same rows into the tenant's tables and into bare ones of the same columns, indexes and foreign key. A tenth of the
 * opportunities are the seller's. Resolves to some ids.
 */
export async function fillTables(
  client: pg.Client,
  { accounts, opportunities }: { accounts: number; opportunities: number },
) {
  await client.query(`
    insert into ${SCHEMA}.account (id, created_at, name, region, city, employees)
    select uuidv7(), now() - (${accounts} - i) * interval '1 minute',
      case when i % 2 = 0 then 'Company ' || md5(i::text) else
        '公司' || chr(19968 + (i * 7) % 2000) || chr(19968 + (i * 13) % 2000) || chr(19968 + (i * 29) % 2000) || i end,
      ${pick(REGIONS)}, 'City ' || i % 500, i % 1000
    from generate_series(1, ${accounts}) i`)
  await client.query(`
    insert into ${SCHEMA}.opportunity (id, created_at, owner_id, name, account, phase, amount, amount_currency, probability,
      close_on, source, region, city, contact_name, contact_email, contact_phone, priority, score, active, website,
      next_step, description, last_contact_at, external_id, rating)
    select uuidv7(), now() - (${opportunities} - i) * interval '1 minute',
      case when i / 7 % 10 = 0 then (select id from ${SCHEMA}._user where email = 'seller@example.com') end,
      'Fleet renewal ' || i, a.ids[1 + i % ${accounts}], ${pick(STAGES)}, 1000 + i % 90000 + 0.50, 'USD', (i % 100) / 100.0,
      date '2026-01-01' + i % 365, ${pick(SOURCES)}, ${pick(REGIONS)}, 'City ' || i % 500, 'Person ' || i,
      'person' || i || '@example.com', '+4930' || 1000000 + i % 8000000, i % 10, i % 100 + 0.25, i % 3 <> 0,
      'https://example.com/' || i, 'Call back about the offer',
      'A customer who wants to renew forty vehicles and asks for a leasing offer with service included.',
      timestamptz '2026-03-04 10:20:30Z', 'X-' || i, 1 + i % 5
    from (select array_agg(id) as ids from ${SCHEMA}.account) a, generate_series(1, ${opportunities}) i`)
  await client.query(`
    create schema floor;
    create table floor.account (like ${SCHEMA}.account including defaults including indexes including constraints);
    create table floor.opportunity (like ${SCHEMA}.opportunity including defaults including indexes including constraints);
    insert into floor.account select * from ${SCHEMA}.account;
    insert into floor.opportunity select * from ${SCHEMA}.opportunity;
    alter table floor.opportunity alter id set default uuidv7();
    alter table floor.opportunity rename amount_currency to currency;
    alter table floor.opportunity add foreign key (account) references floor.account (id);`)
  for (const table of ['floor.account', 'floor.opportunity', `${SCHEMA}.account`, `${SCHEMA}.opportunity`]) {
    await client.query(`vacuum analyze ${table}`)
  }
  return {
    accounts: await someIds(client, 'account'),
    opportunities: await someIds(client, 'opportunity'),
  }
}

async function someIds(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select id from ${SCHEMA}.${table} where hashtext(id::text) % 7 = 0 limit 4000`,
  )
  return rows.map(({ id }) => id)
}
