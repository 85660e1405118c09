/** Plots as SVG: plain shapes and text, coloured by the page's own variables, readable without colour. */
import { escapeShort, escapeXml } from "../../diagnostics/escape.ts";
import { short } from "./numbers.ts";

export type Bar = {
  readonly name: string;
  /** Drawn one after the other. */
  readonly parts: readonly { readonly value: number; readonly colour: Colour }[];
  /** Whisker from one value to another. */
  readonly range?: readonly [number, number];
  readonly text: string;
};
export type Colour = "good" | "bad" | "plain" | "soft";

const width = 900;
const labelWidth = 250;
const valueWidth = 170;
const barHeight = 18;
const rowHeight = 28;

/** Bars from the left, a row each, with its name before and its number behind. `most` is the end of the axis. */
export function barPlot(title: string, bars: readonly Bar[], most: number): string {
  const height = bars.length * rowHeight + 8;
  const across = width - labelWidth - valueWidth;
  const at = (value: number): number => (most <= 0 ? 0 : (value / most) * across);
  const rows = bars.map((bar, index) => {
    const top = index * rowHeight + 6;
    const middle = top + barHeight / 2;
    let from = labelWidth;
    const shapes = bar.parts.map(({ value, colour }) => {
      const wide = at(value);
      const shape = `<rect class="${colour}" x="${px(from)}" y="${top}" width="${px(wide)}" height="${barHeight}" rx="2"/>`;
      from += wide;
      return shape;
    });
    const [low, high] = bar.range ?? [];
    const whisker =
      low === undefined || high === undefined
        ? ""
        : `<path class="whisker" d="M${px(labelWidth + at(low))} ${middle - 4}v8M${px(labelWidth + at(low))} ${middle}H${px(labelWidth + at(high))}M${px(labelWidth + at(high))} ${middle - 4}v8"/>`;
    const end = Math.max(from, high === undefined ? 0 : labelWidth + at(high));
    return [
      text(labelWidth - 10, middle + 4, bar.name, "name", "end", 34),
      `<rect class="track" x="${labelWidth}" y="${top}" width="${across}" height="${barHeight}" rx="2"/>`,
      ...shapes,
      whisker,
      text(end + 8, middle + 4, bar.text, "value", "start", 40),
    ].join("");
  });
  return svg(title, width, height, rows.join("\n"));
}

export type Point = { readonly x: number; readonly y: number };

/** One line over a logarithmic axis below and a plain one at the left, both from what the points need. */
export function linePlot(title: string, points: readonly Point[], names: { readonly x: string; readonly y: string }): string {
  const [left, right, top, bottom] = [70, 30, 34, 50];
  const height = 320;
  const most = niceAbove(Math.max(...points.map(({ y }) => y), 0));
  const [first, last] = [Math.max(1, points[0]?.x ?? 1), Math.max(2, points.at(-1)?.x ?? 2)];
  const toX = (x: number): number =>
    left + ((Math.log(x) - Math.log(first)) / Math.max(1e-9, Math.log(last) - Math.log(first))) * (width - left - right);
  const toY = (y: number): number => height - bottom - (y / most) * (height - top - bottom);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const y = toY(share * most);
    return `<path class="grid" d="M${left} ${px(y)}H${width - right}"/>${text(left - 8, y + 4, short(share * most), "value", "end", 12)}`;
  });
  const ticks = points.map(({ x }) => text(toX(x), height - bottom + 20, String(x), "value", "middle", 12));
  const line = points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${px(toX(x))} ${px(toY(y))}`).join("");
  const dots = points.map(
    ({ x, y }) => `<circle class="plain" cx="${px(toX(x))}" cy="${px(toY(y))}" r="4"><title>${x}: ${short(y)}</title></circle>`,
  );
  return svg(
    title,
    width,
    height,
    [
      ...grid,
      ...ticks,
      `<path class="line" d="${line}"/>`,
      ...dots,
      text(width / 2, height - 8, names.x, "name", "middle", 60),
      text(0, 14, names.y, "name", "start", 60),
    ].join("\n"),
  );
}

export type Column = {
  readonly name: string;
  readonly parts: readonly { readonly name: string; readonly value: number; readonly shade: number }[];
};

/** Columns side by side, their parts on top of each other in shades; the name of every so many stands below. */
export function columnPlot(title: string, columns: readonly Column[]): string {
  const [left, top, bottom, height] = [50, 10, 36, 240];
  const most = niceAbove(Math.max(...columns.map((column) => column.parts.reduce((sum, part) => sum + part.value, 0)), 0));
  const room = (width - left) / Math.max(1, columns.length);
  const wide = Math.min(60, Math.max(1, room * 0.7));
  const tall = height - top - bottom;
  const every = Math.ceil(columns.length / 9);
  const grid = [0, 0.5, 1].map((share) => {
    const y = height - bottom - share * tall;
    return `<path class="grid" d="M${left} ${px(y)}H${width}"/>${text(left - 6, y + 4, short(share * most), "value", "end", 10)}`;
  });
  const shapes = columns.map((column, index) => {
    const x = left + room * index + (room - wide) / 2;
    let y = height - bottom;
    const parts = column.parts.map((part) => {
      const high = (part.value / most) * tall;
      y -= high;
      return `<rect class="shade${part.shade}" x="${px(x)}" y="${px(y)}" width="${px(wide)}" height="${px(high)}"><title>${escapeXml(`${column.name}: ${part.name} ${part.value}`)}</title></rect>`;
    });
    return `${parts.join("")}${index % every === 0 ? text(x + wide / 2, height - bottom + 18, column.name, "value", "middle", 14) : ""}`;
  });
  return svg(title, width, height, [...grid, ...shapes].join("\n"));
}

export type Moment = {
  readonly time: string;
  readonly type: string;
  readonly text: string;
  /** Names of the rules that fired on it. */
  readonly alerts: readonly string[];
  /** Whether the label says that the attack begins here. */
  readonly isEvidence: boolean;
};

/** A session from top to bottom: an event a row, with the rules that fired on it below. */
export function timelinePlot(title: string, moments: readonly Moment[]): string {
  const [lineAt, typeAt, textAt] = [96, 114, 236];
  let y = 4;
  const ends: number[] = [];
  const rows = moments.map((moment) => {
    const middle = y + 14;
    ends.push(middle);
    const fired = moment.alerts.length > 0;
    const shapes = [
      moment.isEvidence ? `<rect class="evidence" x="0" y="${y}" width="${width}" height="28" rx="3"/>` : "",
      text(lineAt - 14, middle + 4, moment.time, "value", "end", 12),
      fired
        ? `<path class="bad" d="M${lineAt} ${middle - 8}l8 8l-8 8l-8 -8z"/>`
        : `<circle class="${moment.isEvidence ? "soft" : "plain"}" cx="${lineAt}" cy="${middle}" r="5"/>`,
      text(typeAt, middle + 4, moment.type, "name", "start", 16),
      text(textAt, middle + 4, moment.text, "value", "start", 92),
    ];
    y += 28;
    for (const rule of moment.alerts) {
      shapes.push(text(textAt, y + 12, `▸ ${rule}`, "fired", "start", 80));
      y += 20;
    }
    return shapes.join("");
  });
  const spine = `<path class="grid" d="M${lineAt} ${ends[0] ?? 0}V${ends.at(-1) ?? 0}"/>`;
  return svg(title, width, y + 8, [spine, ...rows].join("\n"));
}

function svg(title: string, wide: number, high: number, inside: string): string {
  return `<svg viewBox="0 0 ${wide} ${px(high)}" role="img" aria-label="${escapeXml(title)}">\n${inside}\n</svg>`;
}

function text(x: number, y: number, words: string, kind: string, anchor: "start" | "middle" | "end", lengthMax: number): string {
  const shown = escapeXml(escapeShort(words, lengthMax));
  const whole = words.length > lengthMax ? `<title>${escapeXml(escapeShort(words, 600))}</title>` : "";
  return `<text class="${kind}" x="${px(x)}" y="${px(y)}" text-anchor="${anchor}">${shown}${whole}</text>`;
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** The least of 1, 2, 4, 5 times a power of ten that is not below. */
function niceAbove(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}
