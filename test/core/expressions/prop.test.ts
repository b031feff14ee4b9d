import { expect, test } from 'vitest'
import fc from 'fast-check'
import { checkExpression } from '@tenon/sdk/expression/check-expression'
import { dealEnvironment, dealSqlEnvironment } from './support/deal-model.ts'
import { database as arb } from './support/deal-records.ts'
import { openExpressionDatabase, storeRows, compareEvaluators } from './support/expression-database.ts'
import { expressionToSql } from '../../../core/src/expressions/expression-to-sql.ts'
import { expressionOf, RESULT_TYPES } from './support/typed-expression.ts'
const ctx={now:new Date('2024-05-01T18:00:00Z'),timeZone:'Asia/Shanghai',actor:{id:'01900009-0000-7000-8000-000000000001',roles:['sales'],team:null}}
const N=Number(process.env.N??500), seed=Number(process.env.SEED??1), depth=Number(process.env.DEPTH??3)
test('x', async()=>{
 const db=await openExpressionDatabase('postgres')
 const texts=fc.sample(fc.constantFrom(...RESULT_TYPES).chain(t=>expressionOf(t,depth)),{numRuns:N,seed})
 const bad=new Map<string,string[]>(); let refused=new Map<string,number>(), checked=0
 const exprs=texts.flatMap(t=>{const r=checkExpression(t,dealEnvironment()); if(!r.ok){const m=r.problems[0]!.rule+': '+r.problems[0]!.message.en;bad.set(m,[...(bad.get(m)??[]),t]);return []}
   checked++
   const s=expressionToSql(r.expression,dealSqlEnvironment(ctx)); if(!s.ok){const m=s.problems[0].message.en;refused.set(m,(refused.get(m)??0)+1);return []}
   return [r.expression]})
 for(const [m,l] of bad) console.log('BAD',l.length,m,l.sort((a,b)=>a.length-b.length)[0]!.slice(0,200))
 console.log('REFUSED',refused, 'checked',checked,'of',N)
 console.log('SAMPLES',exprs.slice(0,8).map(e=>e.text))
 const samples=fc.sample(arb,{numRuns:Math.ceil(exprs.length/20),seed:seed+1})
 let cases=0,errors=0,diffs=0,limit=0; const t0=Date.now()
 for(let i=0;i<samples.length;i++){ const rows=samples[i]!; await storeRows(db,rows); const batch=exprs.slice(i*20,i*20+20)
  try { const r=await compareEvaluators(db,{rows,expressions:batch,context:ctx}); cases+=r.cases; const seen=new Set(); for(const d of r.differences){ if(seen.has(d.text))continue; seen.add(d.text); if(diffs++<12)console.log('DIFF',d.text,'\n  JS',JSON.stringify(d.evaluator),'\n  DB',JSON.stringify(d.database),'\n ',JSON.stringify(d.row).slice(0,1500)) } }
  catch(e){ for(const x of batch){ try{ const r=await compareEvaluators(db,{rows,expressions:[x],context:ctx}); cases+=r.cases }catch(err){ if(errors++<12)console.log('ERROR',x.text,'\n  ',String(err).slice(0,300)) } } }
 }
 console.log('cases',cases,'expressions',exprs.length,'errors',errors,'diffs',diffs,Date.now()-t0,'ms')
 await db.close()
},3000000)
