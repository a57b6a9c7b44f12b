import { kernels as K } from "../src/numerics/kernels/index.js";
const cur: Record<string,number>={}; 
for (const k of Object.keys(K) as (keyof typeof K)[]) { const f=K[k] as any; if(typeof f!=="function")continue; (K as any)[k]=(...a:any[])=>{const s=performance.now(); const r=f(...a); cur[k]=(cur[k]??0)+performance.now()-s; return r;}; }
const [name,n,r]=[process.argv[2],+process.argv[3],+process.argv[4]]; const f=(await import("./works/"+name+".js"))[name+"Work"];
const w=f("small",true,+(process.argv[5]??200)); for(let i=0;i<n;i++)w.run(i);
const best: Record<string,number>={}; 
for(let i=0;i<n;i++){ const b: Record<string,number>={}; for(let k=0;k<r;k++){ for(const q in cur)cur[q]=0; const s=performance.now(); w.run(1000003+i); cur.total=performance.now()-s; for(const q in cur)b[q]=Math.min(b[q]??1e9,cur[q]); } for(const q in b)best[q]=(best[q]??0)+b[q]; }
let s=0; for(const q in best){ if(q!=="total")s+=best[q]; console.log(q.padEnd(24),(best[q]/n*1e3).toFixed(2)); } console.log("rest",((best.total-s)/n*1e3).toFixed(2));
