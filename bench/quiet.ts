// sum over cases of the least time of several runs: what a quiet machine would give
const [name,n,r]=[process.argv[2],+process.argv[3],+process.argv[4]]; const f=(await import("./works/"+name+".js"))[name+"Work"];
for (const certified of [true,false]) { const w=f("small",certified,200); const warm=performance.now(); for(let i=0;performance.now()-warm<3000;i++)w.run(5e6+i);
let total=0,its=0; const seeds=Array.from({length:n},(_, i)=>1000003+i); const best=new Float64Array(n).fill(1e9);
for(let k=0;k<r;k++) for(let i=0;i<n;i++){const t=performance.now(); its+=w.run(seeds[i]).iterations; best[i]=Math.min(best[i],performance.now()-t);} for(const b of best)total+=b;
console.log(name,certified?"certified":"uncertified",(total/n*1e3).toFixed(1)+" us/case",(1e3/(total/n)).toFixed(1)+"/s", "its",its/n/r); }
