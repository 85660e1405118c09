/** How the page of an evaluation looks, by day and by night. */
export const pageStyle = `
:root{--ink:#1b1f24;--mute:#5a6572;--paper:#fff;--card:#f5f6f8;--rule:#dfe3e8;--track:#eef0f3;--plain:#2f6fd0;--good:#1a7f5a;--bad:#c4381b;--soft:#9db8dd;--evidence:#fdf1d6;
--s0:#2f6fd0;--s1:#c4381b;--s2:#1a7f5a;--s3:#b07d0a;--s4:#7a4fc0;--s5:#0d8aa0;--s6:#c14b86;--s7:#7c8794}
@media (prefers-color-scheme:dark){:root{--ink:#e7eaee;--mute:#9aa5b1;--paper:#14171b;--card:#1d2127;--rule:#323942;--track:#22272e;--plain:#6aa3f5;--good:#4cc295;--bad:#f0785c;--soft:#45628c;--evidence:#3a3119;
--s0:#6aa3f5;--s1:#f0785c;--s2:#4cc295;--s3:#e0b04a;--s4:#b294f0;--s5:#4fc3d8;--s6:#ee8bbd;--s7:#98a3af}}
*{box-sizing:border-box}
body{margin:0 auto;padding:32px 24px 64px;max-width:980px;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1{font-size:28px;margin:0;letter-spacing:-.01em}
h2{font-size:19px;margin:0 0 4px}
header p,section>p,.under{color:var(--mute);margin:4px 0 12px}
.under{font-size:13px;margin:2px 0 0}
section{margin-top:44px;border-top:1px solid var(--rule);padding-top:20px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:12px;margin-top:20px}
.tile{background:var(--card);border-radius:8px;padding:14px 16px}
.figure{font-size:28px;font-weight:600;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.broken{background:var(--card);border-left:4px solid var(--bad);margin:18px 0 0;padding:10px 16px 10px 32px;border-radius:4px}
svg{display:block;width:100%;height:auto;font:13px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}
svg .name{fill:var(--ink)}svg .value{fill:var(--mute);font-variant-numeric:tabular-nums}svg .fired{fill:var(--bad);font-weight:600}
svg .track{fill:var(--track)}svg .plain{fill:var(--plain)}svg .good{fill:var(--good)}svg .bad{fill:var(--bad)}svg .soft{fill:var(--soft)}svg .evidence{fill:var(--evidence)}
svg .grid{stroke:var(--rule);fill:none}svg .line{stroke:var(--plain);stroke-width:2;fill:none}svg .whisker{stroke:var(--ink);stroke-width:1.2;fill:none;opacity:.75}
svg .shade0{fill:var(--s0)}svg .shade1{fill:var(--s1)}svg .shade2{fill:var(--s2)}svg .shade3{fill:var(--s3)}svg .shade4{fill:var(--s4)}svg .shade5{fill:var(--s5)}svg .shade6{fill:var(--s6)}svg .shade7{fill:var(--s7)}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;margin:8px 0 0}
.legend span{display:inline-flex;align-items:center;gap:6px}.legend svg{width:12px;height:12px}
.wide{overflow-x:auto;margin-top:18px}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th{font-weight:600;text-align:left;border-bottom:1px solid var(--rule);padding:6px 10px 6px 0;color:var(--mute);white-space:nowrap}
td{border-bottom:1px solid var(--rule);padding:6px 10px 6px 0;white-space:nowrap}
.number{text-align:right}
code{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
footer{margin-top:48px;color:var(--mute);font-size:13px}
@media print{body{max-width:none;padding:0}section{break-inside:avoid}}
`;
