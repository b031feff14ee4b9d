import { type Kysely, sql } from 'kysely'
import { schemaOf } from './schema-of.ts'

/**
 * Functions by which texts are searched from an index: `_search_index` gives the pairs of neighbouring signs in a record's
 * texts, `_search_query` those that a text must have which contains the words. They stand in the tenant's schema, name
 * nothing outside `pg_catalog`, and must never change what they give: a change needs functions of new names.
 */
export async function addSearch(db: Kysely<unknown>): Promise<void> {
  const schema = await schemaOf(db)
  await sql`create or replace function ${sql.id(schema, '_search_index')}(texts text[]) returns tsvector
    language plpgsql immutable strict parallel safe cost 100 as ${sql.lit(INDEX)}`.execute(db)
  await sql`create or replace function ${sql.id(schema, '_search_query')}(words text[]) returns tsquery
    language plpgsql immutable strict parallel safe as ${sql.lit(QUERY)}`.execute(db)
  await sql`create or replace function ${sql.id(schema, '_search_text')}(form text, value jsonb) returns text
    language plpgsql immutable strict parallel safe as ${sql.lit(TEXT)}`.execute(db)
  await sql`create or replace function ${sql.id(schema, '_search_list')}(list text[]) returns text
    language plpgsql immutable strict parallel safe as ${sql.lit(`begin return array_to_string(list, ', '); end`)}`.execute(
    db,
  )
  const { rows } = await sql`select from ${sql.id(schema, '_model_version')} limit 1`.execute(db)
  // Tables that exist get their indexes after the start, while they are in use; see `buildSearchIndexes`.
  if (rows.length > 0) await db.schema.createTable('_search_backlog').ifNotExists().execute()
}

/** Capitals and full-width forms make no difference, whatever the database's locale; most texts need no new form. */
const FOLD = `upper(case when whole is nfkc normalized then whole else normalize(whole, nfkc) end
    collate pg_catalog."und-x-icu")`

/**
 * \\x01 stands between texts and at the end, so that every sign begins a pair: one sign alone is found by its pairs' beginning.
 * Of a text that is too long for an index, the sign \\x03 says that it may have more pairs.
 */
const INDEX = `
  declare
    whole text := array_to_string(texts, e'\\x01');
    folded text collate "C" := translate(${FOLD}, e'\\x02\\x03', '  ');
    more text[] := '{}';
  begin
    if length(folded) > 100000 then
      folded := left(folded, 100000);
      more := array[e'\\x03'];
    end if;
    return array_to_tsvector(array_remove(
      string_to_array(regexp_replace(folded || e'\\x01', '..', e'\\\\&\\x02', 'g'), e'\\x02')
      || string_to_array(regexp_replace(e'\\x01' || folded, '..', e'\\\\&\\x02', 'g'), e'\\x02'), '') || more);
  end`

/** Of a long word the first 40 pairs: the rows that they find are looked at anyway. */
const QUERY = `
  declare
    whole text;
    folded text collate "C";
    pairs text := '';
  begin
    foreach whole in array words loop
      folded := translate(${FOLD}, e'\\x02\\x03', '  ');
      for i in 1 .. least(40, greatest(1, length(folded) - 1)) loop
        pairs := pairs || ' & ''' || replace(replace(substr(folded, i, 2), '\\', '\\\\'), '''', '''''') || ''''
          || case when length(folded) = 1 then ':*' else '' end;
      end loop;
    end loop;
    return ('(' || substr(pairs, 4) || ') | ''' || e'\\x03' || '''')::tsquery;
  end`

/** The texts of values that consist of parts, as fields of these types say them. */
const TEXT = `
  declare
    names text := concat(value ->> 'family', value ->> 'given');
  begin
    return case form
      when 'name' then case
        when names ~ '^[\\u3400-\\u9fff]+$' then concat(value ->> 'family', value ->> 'middle', value ->> 'given')
        else concat_ws(' ', value ->> 'prefix', value ->> 'given', value ->> 'middle', value ->> 'family', value ->> 'suffix')
        end
      when 'address' then concat_ws(', ', value ->> 'line1', value ->> 'line2', value ->> 'city', value ->> 'region',
        value ->> 'postalCode', value ->> 'country')
      when 'files' then (select string_agg(file ->> 'name', ', ') from jsonb_array_elements(value) file)
      when 'parts' then (select string_agg(part.value, ' ')
        from jsonb_array_elements(value) item, jsonb_each_text(item) part)
      end;
  end`
