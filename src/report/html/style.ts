/**
 * The report's only style sheet. Colours are the Okabe–Ito set, darkened or lightened until every text meets WCAG AA
 * (4.5 : 1) on its background in both schemes; no meaning rests on colour alone.
 */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#ffffff;--panel:#f6f8fa;--line:#d0d7de;--link:#0b5cad;
--held:#00664b;--refuted:#a8320a;--undecided:#7a5200;--vacuous:#57606a;--error:#8a2a6a;--positive:#0072b2;--negative:#d55e00}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#a9b3bf;--paper:#0d1117;--panel:#161b22;--line:#3a424d;--link:#7cb7ff;
--held:#4ecfa5;--refuted:#ff9a76;--undecided:#f0c04a;--vacuous:#a9b3bf;--error:#f09ad0;--positive:#56b4e9;--negative:#ff9a4d}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:70rem;padding:1rem 1.25rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,button:focus-visible,input:focus-visible+label,pre:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.3rem;margin:2.5rem 0 .5rem;border-top:1px solid var(--line);padding-top:1.5rem}h3{font-size:1.1rem;margin:1.5rem 0 .4rem}h4{margin:1rem 0 .3rem}
p,li,summary,h1,h2,h3,figcaption{overflow-wrap:anywhere}td,th{overflow-wrap:break-word}th .soft{font-weight:400}p{margin:.4rem 0}.soft{color:var(--soft)}code,pre{font:13px/1.45 ui-monospace,monospace}
pre{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.7rem;overflow:auto;max-height:24rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}th{color:var(--soft);font-weight:600}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.badge{display:inline-block;white-space:nowrap;font-weight:600;padding:0 .5rem;border-radius:1rem;border:1.5px solid currentColor}
.badge.held,.text-held{color:var(--held)}.badge.refuted,.text-refuted{color:var(--refuted)}.badge.undecided,.text-undecided{color:var(--undecided)}.badge.vacuous{color:var(--vacuous)}.badge.error{color:var(--error)}
.chips{display:flex;flex-wrap:wrap;gap:.5rem;margin:1rem 0;border:0;padding:0}.chips legend{float:left;margin-right:.5rem;color:var(--soft)}
.chips input{position:absolute;opacity:0}.chips label{border:1.5px solid var(--line);border-radius:1rem;padding:.1rem .8rem;cursor:pointer}.chips input:checked+label{border-color:var(--link);background:var(--panel);font-weight:600}
body:has(#show-refuted:checked) .row:not(.is-refuted),body:has(#show-error:checked) .row:not(.is-error),body:has(#show-undecided:checked) .row:not(.is-undecided),
body:has(#show-vacuous:checked) .row:not(.is-vacuous),body:has(#show-held:checked) .row:not(.is-held){display:none}
svg{max-width:100%;height:auto}svg text{fill:var(--ink);font:12px system-ui,sans-serif}svg .grid{stroke:var(--line)}svg .mark{stroke:var(--ink);stroke-width:2}
svg .held{fill:var(--held)}svg .violated,svg .refuted{fill:var(--refuted)}svg .undecided{fill:var(--undecided)}svg .vacuous{fill:var(--line)}svg .error{fill:var(--error)}
svg .ticks{text-anchor:middle}svg .end{text-anchor:end}svg .actual,svg .promised{fill:none;stroke:var(--positive);stroke-width:2}svg .promised{stroke:var(--negative);stroke-dasharray:6 4}svg .dots{fill:var(--positive)}
svg .allowed{fill:var(--negative);opacity:.13}svg .band{fill:var(--positive);opacity:.3}svg .broken{stroke:var(--refuted);stroke-width:1.5;stroke-dasharray:2 3}svg .cross{stroke:var(--refuted);stroke-width:2.5;fill:none}svg text.on{fill:var(--ink);stroke:var(--paper);stroke-width:3px;paint-order:stroke}
math .m{border:solid currentColor;border-width:0 1.5px;border-radius:.6em/1em;padding:0 .25em}math .m mtd{padding:.22em .35em}
.curves{display:flex;flex-wrap:wrap;gap:1rem}.curve{margin:.5rem 0;flex:0 1 500px;min-width:0}.curve figcaption{color:var(--soft);font-size:.9rem}.heat{image-rendering:pixelated;border:1px solid var(--line);display:block;margin:.3rem 0}
svg .spark{fill:none;stroke:var(--positive);stroke-width:1.5}.bar,.sparkline{vertical-align:middle}
.banner{border-left:6px solid var(--refuted);background:var(--panel);padding:.8rem 1rem;margin:.8rem 0}.matrices{display:flex;flex-wrap:wrap;gap:1.2rem;align-items:flex-start}
.matrices figure{margin:0;max-width:100%;overflow-x:auto}.matrices figure:focus-visible{outline:3px solid var(--link)}.matrices figcaption{color:var(--soft);font-size:.85rem}math{font-size:1.05em}.statement{overflow-x:auto;padding:.5rem 0}
details{margin:.4rem 0}summary{cursor:pointer}.copy{font:inherit;font-size:.85rem;border:1px solid var(--line);border-radius:6px;background:var(--panel);color:var(--ink);padding:.15rem .7rem;cursor:pointer}
html:not(.js) .copy{display:none}.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem}
.scroll svg{max-width:none}
@media (max-width:40rem){.wide{display:none}body{padding:.7rem}}
@media print{:root{color-scheme:light}body{max-width:none;font-size:10.5pt}.chips,.copy,.skip{display:none}h2{break-before:page}pre{max-height:none;overflow:visible;white-space:pre-wrap}.scroll{overflow:visible}.scroll svg{max-width:100%}table{font-size:.8rem}th,td{padding:.2rem .35rem}td.n{white-space:normal}.banner,figure,tr{break-inside:avoid}details:not([open])>*:not(summary){display:none}}
`;
