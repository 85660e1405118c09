/** An evaluation as one HTML page that needs no network, no script and no other file. */
import { escapeShort, escapeXml } from "../../diagnostics/escape.ts";
import type { Evaluated } from "../evaluate.ts";
import { showRate } from "../gates.ts";
import type { Middle } from "../statistics.ts";
import { grouped, interval, short } from "./numbers.ts";
import { pageStyle } from "./page-style.ts";
import { barPlot, columnPlot, linePlot, type Moment, timelinePlot } from "./plots.ts";
import type { Shown } from "./text-report.ts";

export type Page = Shown & {
  readonly version: string;
  /** Files that were judged, as the user named them. */
  readonly inputs: readonly string[];
  /** Bounds that do not hold, as sentences. */
  readonly broken: readonly string[];
  readonly timeline?: { readonly session: string; readonly moments: readonly Moment[] };
};

const rulesMax = 25;

export function htmlReport(page: Page): string {
  const { evaluated, costs, timeline } = page;
  const sections = [
    header(page),
    categorySection(evaluated),
    falseSection(page),
    weekSection(evaluated),
    ...(costs === undefined || costs.events === 0 ? [] : [costSection(costs)]),
    ...(timeline === undefined ? [] : [timelineSection(timeline)]),
    ruleSection(evaluated),
  ];
  // Nothing may be loaded from anywhere, whatever a text in the page says.
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${policy}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Detection quality</title>
<style>${pageStyle}</style>
</head>
<body>
${sections.join("\n")}
<footer>aidr ${escapeXml(page.version)}; judged: ${page.inputs.map((name) => `<code>${escapeXml(escapeShort(name, 120))}</code>`).join(", ")}</footer>
</body>
</html>
`;
}

function header({ evaluated, broken, reviewLimit }: Page): string {
  const { sessions, days } = evaluated;
  const perWeek = evaluated.alertCategories.reduce((sum, one) => sum + one.perWeek, 0);
  const review = evaluated.alertCategories.filter((one) => (one.wrong.rate ?? 0) > reviewLimit).length;
  const tiles = [
    tile(
      "attacked sessions found",
      showRate(evaluated.found.rate),
      `${grouped(evaluated.found.part)} of ${grouped(evaluated.found.whole)}`,
    ),
    tile(
      "benign sessions with an alert",
      showRate(evaluated.falseSessions.rate),
      `${grouped(evaluated.falseSessions.part)} of ${grouped(evaluated.falseSessions.whole)}`,
    ),
    tile(
      "alerts that were right",
      showRate(evaluated.precision.alerts.rate),
      `${grouped(evaluated.precision.alerts.part)} of ${grouped(evaluated.precision.alerts.whole)}`,
    ),
    tile(
      "alerts a week",
      short(perWeek),
      review === 0 ? "no category wants a review" : `${review} ${review === 1 ? "category wants" : "categories want"} a review`,
    ),
  ];
  const labelled = `${grouped(sessions.malicious)} attacked and ${grouped(sessions.benign)} benign sessions, ${grouped(evaluated.events)} events on ${grouped(days)} ${days === 1 ? "day" : "days"}`;
  const problems =
    broken.length === 0
      ? ""
      : `<ul class="broken">${broken.map((problem) => `<li>${escapeXml(escapeShort(problem, 300))}</li>`).join("")}</ul>`;
  return `<header><h1>Detection quality</h1><p>${labelled}</p></header>\n${problems}<div class="tiles">${tiles.join("")}</div>`;
}

function tile(name: string, value: string, under: string): string {
  return `<div class="tile"><div class="figure">${escapeXml(value)}</div><div>${escapeXml(name)}</div><div class="under">${escapeXml(under)}</div></div>`;
}

function categorySection({ categories, found, campaigns }: Evaluated): string {
  const all = [...categories.map((one) => ({ name: one.category, found: one.found })), { name: "any attack", found }];
  const bars = all.map(({ name, found: share }) => ({
    name,
    parts: [{ value: share.rate ?? 0, colour: name === "any attack" ? ("plain" as const) : ("good" as const) }],
    ...(share.whole === 0 ? {} : { range: [share.low, share.high] as const }),
    text: `${showRate(share.rate)}, ${share.part} of ${share.whole}`,
  }));
  const rows = categories.map((one) => [
    one.category,
    String(one.found.part),
    String(one.found.whole),
    showRate(one.found.rate),
    interval(one.found),
    delay(one.delayEvents),
    delay(one.delaySeconds),
  ]);
  const note =
    campaigns.whole === 0
      ? ""
      : `<p>Of ${grouped(campaigns.whole)} campaigns, whose sessions share a payload or template, ${grouped(campaigns.part)} were found (${showRate(campaigns.rate)}).</p>`;
  return section(
    "Attacks found, by category",
    "A session is found when an alert comes in it and not before the attack begins. The thin line holds the true share in 19 of 20 samples of this size.",
    `${barPlot("share of attacked sessions found, by category", bars, 1)}${note}${table(["category", "found", "of", "rate", "19 in 20", "events until", "seconds until"], rows)}<p class="under">Until the first alert, from the evidence on; 0 where the alert was there before.</p>`,
  );
}

function falseSection({ evaluated, reviewLimit }: Page): string {
  const noisy = evaluated.rules.filter((rule) => rule.right + rule.wrong > 0).slice(0, rulesMax);
  const most = Math.max(1, ...noisy.map((rule) => rule.right + rule.wrong));
  const bars = noisy.map((rule) => ({
    name: rule.rule,
    parts: [
      { value: rule.wrong, colour: "bad" as const },
      { value: rule.right, colour: "soft" as const },
    ],
    text: `${rule.wrong} wrong, ${rule.right} right`,
  }));
  const rows = evaluated.alertCategories.map((one) => [
    one.category,
    String(one.alerts),
    one.perWeek.toFixed(1),
    String(one.wrong.part),
    showRate(one.wrong.rate),
    (one.wrong.rate ?? 0) > reviewLimit ? "review" : "",
  ]);
  const early =
    evaluated.alerts.early === 0 ? "" : ` ${evaluated.alerts.early} of the wrong ones came in an attacked session before the attack began.`;
  return section(
    "False alarms",
    `Alerts in benign sessions are wrong.${early} A category of alerts with more than ${showRate(reviewLimit)} wrong wants a review.`,
    `${bars.length === 0 ? "" : barPlot("alerts by rule, wrong and right", bars, most)}${legend([
      ["bad", "wrong"],
      ["soft", "right"],
    ])}${table(["category", "alerts", "a week", "wrong", "rate", ""], rows)}`,
  );
}

const shades = 8;

function weekSection({ weeks, alertCategories }: Evaluated): string {
  const names = alertCategories.map((one) => one.category);
  const shadeOf = (category: string): number => Math.min(names.indexOf(category), shades - 1);
  const columns = weeks.map(({ monday, byCategory }) => ({
    name: monday,
    parts: names.flatMap((name) => (byCategory[name] === undefined ? [] : [{ name, value: byCategory[name], shade: shadeOf(name) }])),
  }));
  if (columns.length === 0) return "";
  const keys = names
    .slice(0, shades)
    .map((name, index): [string, string] => [`shade${index}`, index === shades - 1 && names.length > shades ? "others" : name]);
  return section(
    "Alerts a week, by category",
    "Weeks begin on Monday, UTC.",
    `${columnPlot("alerts a week, by category", columns)}${legend(keys)}`,
  );
}

function costSection(costs: NonNullable<Shown["costs"]>): string {
  const points = costs.bySize.map(({ rules, micros }) => ({ x: rules, y: micros }));
  const rows = costs.rules.slice(0, 10).map((one) => [one.rule, one.micros.toFixed(1)]);
  return section(
    "Cost against rules",
    `Microseconds of one event on this machine, on a sample of ${grouped(costs.events)} events. Compare the figures with each other; do not quote them.`,
    `${linePlot("microseconds an event, by number of rules", points, { x: "rules judged together", y: "microseconds an event" })}${table(["slowest rules, each alone", "microseconds an event"], rows)}`,
  );
}

function timelineSection({ session, moments }: NonNullable<Page["timeline"]>): string {
  return section(
    "One session",
    `Attacked session ${escapeShort(session, 80)}, from its first event to its last. A diamond is an event on which rules fired; the shaded row is where the evidence begins.`,
    timelinePlot(`events and alerts of session ${session}`, moments),
  );
}

function ruleSection({ rules }: Evaluated): string {
  const rows = rules.map((one) => [one.rule, ...[one.alerts, one.right, one.wrong, one.maliciousSessions, one.benignSessions].map(String)]);
  return section(
    "All rules",
    "The noisiest first.",
    table(["rule", "alerts", "right", "wrong", "attacked sessions", "benign sessions"], rows),
  );
}

function section(title: string, words: string, inside: string): string {
  return `<section><h2>${escapeXml(title)}</h2><p>${escapeXml(words)}</p>${inside}</section>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (tag: "th" | "td", text: string, index: number): string =>
    `<${tag}${index === 0 ? "" : ' class="number"'}>${escapeXml(escapeShort(text, 120))}</${tag}>`;
  const line = (tag: "th" | "td", row: readonly string[]): string =>
    `<tr>${row.map((text, index) => cell(tag, text, index)).join("")}</tr>`;
  return `<div class="wide"><table><thead>${line("th", head)}</thead><tbody>${rows.map((row) => line("td", row)).join("\n")}</tbody></table></div>`;
}

function legend(entries: readonly (readonly [string, string])[]): string {
  return `<p class="legend">${entries.map(([kind, name]) => `<span><svg viewBox="0 0 12 12"><rect class="${kind}" width="12" height="12" rx="2"/></svg>${escapeXml(escapeShort(name, 60))}</span>`).join("")}</p>`;
}

function delay(middle: Middle | undefined): string {
  return middle === undefined ? "–" : `${short(middle.mean)} (median ${short(middle.median)})`;
}
