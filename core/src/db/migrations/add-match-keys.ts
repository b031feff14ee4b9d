import { type Kysely, sql } from 'kysely'
import { FOLD } from './add-search.ts'
import { schemaOf } from './schema-of.ts'

/**
 * Functions that say by what values of two records count as the same, and pairs of records of which somebody has said that they are not
 * the same. The functions stand in indexes: they must never change what they give, so that a change needs functions of new names.
 */
export async function addMatchKeys(db: Kysely<unknown>): Promise<void> {
  const schema = await schemaOf(db)
  await sql`create or replace function ${sql.id(schema, '_match_key')}(kind text, whole text) returns text
    language plpgsql immutable strict parallel safe as ${sql.lit(KEY)}`.execute(db)
  await sql`create or replace function ${sql.id(schema, '_match_address')}(value jsonb) returns text
    language plpgsql immutable strict parallel safe as ${sql.lit(ADDRESS)}`.execute(db)
  await db.schema
    .createTable('_not_duplicate')
    .addColumn('entity', 'text', (column) => column.notNull())
    // The smaller of the two ids first.
    .addColumn('one', 'uuid', (column) => column.notNull())
    .addColumn('other', 'uuid', (column) => column.notNull())
    .addColumn('said_by', 'text', (column) => column.notNull())
    .addColumn('said_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('_not_duplicate_pkey', ['one', 'other'])
    .execute()
  await db.schema.createIndex('_not_duplicate_other_idx').on('_not_duplicate').column('other').execute()
}

/** Providers that are known to deliver what stands behind a plus sign to the same mailbox; Gmail does not see dots either. */
const KEY = `
  declare
    folded text collate "C" := btrim(${FOLD});
    mailbox text := split_part(folded, '@', 1);
    provider text := split_part(folded, '@', 2);
  begin
    if kind = 'email' then
      if provider = 'GOOGLEMAIL.COM' then provider := 'GMAIL.COM'; end if;
      if provider in ('GMAIL.COM', 'OUTLOOK.COM', 'HOTMAIL.COM', 'LIVE.COM', 'ICLOUD.COM', 'ME.COM', 'MAC.COM',
        'FASTMAIL.COM', 'PROTON.ME', 'PROTONMAIL.COM', 'PM.ME') then
        mailbox := split_part(mailbox, '+', 1);
      end if;
      if provider = 'GMAIL.COM' then mailbox := replace(mailbox, '.', ''); end if;
      return case when provider = '' then nullif(folded, '') else mailbox || '@' || provider end;
    elsif kind = 'phone' then
      return nullif(regexp_replace(folded, '[^0-9+]', '', 'g'), '');
    end if;
    return nullif(regexp_replace(folded, '[ \\t\\n\\r]+', ' ', 'g'), '');
  end`

/** Postcode and street, without signs and with the usual short forms: 12 Main Street and 12, Main St. are the same. */
const ADDRESS = `
  declare
    whole text := value ->> 'line1';
    folded text collate "C" := ${FOLD};
    street text;
    postcode text;
  begin
    street := regexp_replace(folded, 'STRASSE', 'STR', 'g');
    street := regexp_replace(street, '(^| )STREET( |,|$)', '\\1ST\\2', 'g');
    street := regexp_replace(street, '(^| )ROAD( |,|$)', '\\1RD\\2', 'g');
    street := regexp_replace(street, '(^| )AVENUE( |,|$)', '\\1AVE\\2', 'g');
    street := regexp_replace(street, '(^| )BOULEVARD( |,|$)', '\\1BLVD\\2', 'g');
    street := regexp_replace(street, '(^| )LANE( |,|$)', '\\1LN\\2', 'g');
    street := regexp_replace(street, '(^| )DRIVE( |,|$)', '\\1DR\\2', 'g');
    street := regexp_replace(street, '[ .,;:#/()_-]', '', 'g');
    whole := value ->> 'postalCode';
    postcode := regexp_replace(${FOLD}, '[ -]', '', 'g');
    if coalesce(street, '') = '' or coalesce(postcode, '') = '' then return null; end if;
    return postcode || ' ' || street;
  end`
