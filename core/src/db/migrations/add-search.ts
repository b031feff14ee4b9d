import { type Kysely, sql } from 'kysely'
import { schemaOf } from './schema-of.ts'

/**
 * Functions by which texts are searched from an index: `_search_index` gives the pairs of neighbouring signs in a record's
 * texts, `_search_query` those that a text must have which contains the words, `_search_fold` a text as both see it. They stand in the tenant's schema, name
 * nothing outside `pg_catalog`, and must never change what they give: a change needs functions of new names. Tables that
 * exist get their indexes after the start, while they are in use; see `sweepLeftovers`.
 */
export async function addSearch(db: Kysely<unknown>): Promise<void> {
  const schema = await schemaOf(db)
  await sql`create or replace function ${sql.id(schema, '_search_index')}(texts text[]) returns tsvector
    language plpgsql immutable strict parallel safe cost 300 as ${sql.lit(INDEX)}`.execute(db)
  await sql`create or replace function ${sql.id(schema, '_search_query')}(words text[]) returns tsquery
    language plpgsql immutable strict parallel safe as ${sql.lit(QUERY)}`.execute(db)
  await sql`create or replace function ${sql.id(schema, '_search_fold')}(whole text) returns text
    language plpgsql immutable strict parallel safe cost 10 as ${sql.lit(`begin return ${FOLD}; end`)}`.execute(db)
  await sql`create or replace function ${sql.id(schema, '_search_text')}(form text, value jsonb) returns text
    language plpgsql immutable strict parallel safe as ${sql.lit(TEXT)}`.execute(db)
  await sql`create or replace function ${sql.id(schema, '_search_list')}(list text[]) returns text
    language plpgsql immutable strict parallel safe as ${sql.lit(`begin return array_to_string(list, ', '); end`)}`.execute(
    db,
  )
}

/**
 * Capitals and full-width forms make no difference, whatever the database's locale. Most texts need no new form, and
 * ASCII, which is told by its length, needs no tables of Unicode.
 */
export const FOLD = `case when octet_length(whole) = length(whole) then upper(whole collate "C")
    else upper(case when whole is nfkc normalized then whole else normalize(whole, nfkc) end
      collate pg_catalog."und-x-icu") collate "C" end`

/**
 * \\x01 stands between texts and at the end, so that every sign begins a pair: one sign alone is found by its pairs' beginning.
 * So many signs have room in what PostgreSQL lets a row have in such an index, whatever they are.
 */
const INDEX = `
  declare
    whole text := array_to_string(texts, e'\\x01');
    folded text collate "C" := left(translate(${FOLD}, e'\\x02', ' '), 120000);
  begin
    return array_to_tsvector(array_remove(
      string_to_array(regexp_replace(folded || e'\\x01', '..', e'\\\\&\\x02', 'g'), e'\\x02')
      || string_to_array(regexp_replace(e'\\x01' || folded, '..', e'\\\\&\\x02', 'g'), e'\\x02'), ''));
  end`

/** Of a long word the first 40 pairs: the rows that they find are looked at anyway. */
const QUERY = `
  declare
    whole text;
    folded text collate "C";
    pairs text := '';
  begin
    foreach whole in array words loop
      folded := translate(${FOLD}, e'\\x02', ' ');
      for i in 1 .. least(40, greatest(1, length(folded) - 1)) loop
        pairs := pairs || ' & ''' || replace(replace(substr(folded, i, 2), '\\', '\\\\'), '''', '''''') || ''''
          || case when length(folded) = 1 then ':*' else '' end;
      end loop;
    end loop;
    return substr(pairs, 4)::tsquery;
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
