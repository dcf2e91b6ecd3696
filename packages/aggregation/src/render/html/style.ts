/** How the page looks. One text, so that its hash can stand in the page's policy and nothing else can be run or fetched. */

/** Light and dark by the reader's choice; one column on narrow screens, two within a section on wide ones; paper without colour behind. */
export const STYLE = `
:root{color-scheme:light dark;--page:#f7f6f3;--card:#fff;--line:#e4e1da;--text:#21201c;--quiet:#6b675e;--track:#efede8;
--plain:#3f5bd9;--soft:#8496ea;--good:#2b8a63;--bad:#d1495b;--shade:0 1px 2px #0000000d,0 6px 20px #0000000a}
@media (prefers-color-scheme:dark){:root{--page:#141519;--card:#1c1e24;--line:#2c2f38;--text:#e9e7e1;--quiet:#9d9a92;--track:#282b33;
--plain:#8fa4ff;--soft:#6373c2;--good:#56c596;--bad:#f0808d;--shade:none}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;font-variant-numeric:tabular-nums}
a{color:var(--plain)}
:focus-visible{outline:3px solid var(--plain);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;padding:.5rem 1rem;background:var(--card);z-index:2}
header,main,footer{max-width:68rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:3rem}
h1{margin:0;font-size:clamp(1.6rem,5vw,2.3rem);font-weight:680;letter-spacing:-.02em;line-height:1.15}
.lead{margin:.6rem 0 0;color:var(--quiet);max-width:46rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem;margin:1.4rem 0 0;padding:0}
nav a{display:block;padding:.25rem .75rem;border:1px solid var(--line);border-radius:99px;background:var(--card);color:inherit;text-decoration:none;font-size:.87rem}
nav a:hover{border-color:var(--plain);color:var(--plain)}
main{display:grid;grid-template-columns:minmax(0,1fr);gap:1.25rem;padding-top:1.5rem;padding-bottom:1.5rem}
section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.25rem 1.4rem 1.4rem;box-shadow:var(--shade);min-width:0}
h2{margin:0 0 1rem;font-size:1.06rem;font-weight:640}
figure{margin:0;min-width:0}
figcaption{margin:0 0 .4rem;font-size:.8rem;color:var(--quiet)}
.parts{display:grid;grid-template-columns:minmax(0,1fr);gap:1.6rem 2.2rem}
.table{min-width:0}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(6.5rem,1fr));gap:1.1rem 1.4rem;margin:0}
dt{font-size:.8rem;color:var(--quiet)}
dd{margin:0;font-size:1.35rem;font-weight:620;letter-spacing:-.01em;overflow-wrap:anywhere}
time{white-space:nowrap}
.chart{font-size:.87rem;line-height:1.35}
.chart p{display:flex;justify-content:space-between;gap:.8rem;margin:.55rem 0 .15rem}
.label{min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.figure{flex:none;color:var(--quiet)}
svg{display:block;overflow:visible}
svg rect{rx:3px}
.axis{margin-top:.35rem;font-size:11px;fill:var(--quiet)}
.track{fill:var(--track)}
.mark{stroke:var(--line)}
.plain{fill:var(--plain)}.soft{fill:var(--soft)}.good{fill:var(--good)}.bad{fill:var(--bad)}
.dot{fill:var(--card);stroke:var(--plain);stroke-width:3}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.87rem}
caption{position:absolute;left:-99rem}
th,td{padding:.4rem .7rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:0}
th{font-weight:560;color:var(--quiet);white-space:nowrap}
td{min-width:6.5rem;overflow-wrap:anywhere}
.right{min-width:0;text-align:right;white-space:nowrap}
tbody tr:last-child td{border-bottom:0}
.more{color:var(--quiet);font-size:.87rem;margin:.6rem 0 0}
footer{color:var(--quiet);font-size:.82rem;padding-bottom:3rem}
@media (max-width:52rem){td:last-child:not(.right){min-width:18rem}}
@media (min-width:52rem){.parts{grid-template-columns:repeat(2,minmax(0,1fr))}.over,figure:nth-of-type(3):last-of-type{grid-column:1/-1}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{body{background:none}section{break-inside:avoid;box-shadow:none}nav,.skip{display:none}}
`;
