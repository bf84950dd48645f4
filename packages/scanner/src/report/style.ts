/** The report's look: the same ink, paper and type as Abide's pages, in one sheet without a file beside it. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fdfcf9, #1b1a17);
  --wash: light-dark(#f4f1e9, #24231f);
  --ink: light-dark(#1c1b18, #ece8dd);
  --soft: light-dark(#5b574e, #b3ad9f);
  --line: light-dark(#dcd7ca, #3f3c35);
  --accent: light-dark(#1f5a60, #86c7cb);
  --holds: light-dark(#2c6638, #8fca9a);
  --drifts: light-dark(#9c2f1b, #f0a08e);
  --serif: "Source Serif 4", ui-serif, Georgia, "Times New Roman", serif;
  --sans: "Source Sans 3", ui-sans-serif, system-ui, sans-serif;
  --mono: "IBM Plex Mono", ui-monospace, monospace;
  --gutter: clamp(1.25rem, 5vw, 3rem);
}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { background: var(--paper); color: var(--ink); font: 400 1.125rem/1.55 var(--serif); margin: 0; overflow-wrap: break-word; }
main, header, footer { margin-inline: auto; max-inline-size: 72rem; padding-inline: var(--gutter); }
header { border-block-end: 1px solid var(--line); display: flex; flex-wrap: wrap; font: 400 .9375rem/1.4 var(--sans); gap: .25rem 2rem; justify-content: space-between; padding-block: 1.125rem; }
header b { font: 600 1.125rem/1.2 var(--serif); }
header span, footer { color: var(--soft); }
footer { border-block-start: 1px solid var(--line); font: 400 .9375rem/1.5 var(--sans); padding-block: 1.5rem 2.5rem; }
main { padding-block: clamp(2rem, 6vw, 4rem) 5rem; }
h1, h2, h3 { font-weight: 600; line-height: 1.2; margin: 0; text-wrap: balance; }
h1 { font-size: clamp(2rem, 1.6rem + 2vw, 3rem); font-weight: 400; letter-spacing: -.015em; line-height: 1.1; max-inline-size: 22ch; }
h2 { font-size: clamp(1.5rem, 1.3rem + 1vw, 1.875rem); letter-spacing: -.01em; margin-block: 4rem 1.25rem; }
h3 { font-size: 1.3125rem; }
ul + h3 { margin-block: 2.25rem .75rem; }
p { margin: 0; max-inline-size: 40rem; text-wrap: pretty; }
ul { margin: 0; max-inline-size: 44rem; padding-inline-start: 1.2em; }
li + li { margin-block-start: .4rem; }
code { font: 400 .85em/1.4 var(--mono); overflow-wrap: anywhere; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .18em; }
:focus-visible { border-radius: 2px; outline: 3px solid var(--accent); outline-offset: 2px; }
.verdict { align-items: center; display: flex; font: 600 .9375rem/1 var(--sans); gap: .6rem; margin-block-end: 1.25rem; }
.verdict svg { block-size: 1.5rem; inline-size: 1.5rem; }
.holds { color: var(--holds); }
.drifts { color: var(--drifts); }
.unseen { color: var(--soft); }
.lead { font-size: 1.3125rem; line-height: 1.45; margin-block-start: 1rem; }
.facts { display: grid; font: 400 .9375rem/1.5 var(--sans); gap: .75rem 2.5rem; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); margin: 2.25rem 0 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.drift { border-block-start: 1px solid var(--line); display: grid; gap: .5rem 2rem; grid-template-columns: 11rem minmax(0, 1fr); padding-block: 1.5rem; }
.drift .kind { color: var(--drifts); font: 600 .9375rem/1.7 var(--sans); }
.drift .body { display: grid; gap: .6rem; }
.drift .next { color: var(--soft); font: 400 1rem/1.5 var(--sans); }
details { font: 400 .9375rem/1.5 var(--sans); }
summary { color: var(--accent); cursor: pointer; inline-size: fit-content; padding-block: .35rem; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .18em; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font: 400 .9375rem/1.45 var(--sans); inline-size: 100%; }
caption { color: var(--soft); padding-block-end: .75rem; text-align: start; }
th, td { border-block-end: 1px solid var(--line); padding: .6rem 1rem .6rem 0; text-align: start; vertical-align: top; }
thead th { color: var(--soft); font-weight: 400; white-space: nowrap; }
tbody th { font-weight: 600; }
th small, td small { color: var(--soft); display: block; font-size: .8125rem; font-weight: 400; }
td:last-child, th:last-child { padding-inline-end: 0; }
.cell { white-space: nowrap; }
.cell span { display: inline-block; font-weight: 600; inline-size: 1.1em; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.seen { margin-block-start: .75rem; }
.seen > summary { font-size: 1.0625rem; }
.seen table { margin-block: .75rem 1.5rem; }
.columns { columns: 20rem; column-gap: 3rem; list-style: none; max-inline-size: none; padding: 0; }
.columns li { break-inside: avoid; }
@media (max-width: 45rem) {
  .drift { grid-template-columns: minmax(0, 1fr); }
  table, caption, tbody, tr, th[scope="row"], td { display: block; }
  thead { block-size: 1px; clip-path: inset(50%); inline-size: 1px; overflow: hidden; position: absolute; white-space: nowrap; }
  tbody tr { border-block-end: 1px solid var(--line); padding-block: .9rem; }
  tbody th, tbody td { border: 0; padding: .15rem 0; }
  tbody td { display: grid; gap: 1rem; grid-template-columns: 7.5rem minmax(0, 1fr); }
  tbody td::before { color: var(--soft); content: attr(data-head); }
  tbody td > :first-child:last-child { grid-column: 2; }
  tbody td small { grid-column: 2; }
  td.none { display: none; }
  .matrix tbody tr { display: grid; gap: .5rem 1rem; grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .matrix tbody th { grid-column: 1 / -1; }
  .matrix tbody td { display: block; }
  .matrix tbody td::before { display: block; font-size: .8125rem; }
  .cell span { inline-size: auto; }
  .cell div { display: inline-flex; gap: .4rem; }
}
@media print {
  body { font-size: 10pt; }
  details:not([open]) > :not(summary) { display: none; }
  .drift, tr { break-inside: avoid; }
}
`;
