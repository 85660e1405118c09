/** Punycode, the ASCII form of a label of an internationalised domain name (RFC 3492). */

const base = 36;
const thresholdMin = 1;
const thresholdMax = 26;
const skew = 38;
const damp = 700;

/** The encoded label without `xn--`. At most quadratic in a label, which is at most 1,024 long here. */
export function punycode(label: string): string {
  const points = [...label].map((character) => character.codePointAt(0) ?? 0);
  const basic = points.filter((point) => point < 0x80);
  let output = String.fromCharCode(...basic);
  if (basic.length > 0) output += "-";
  let [current, delta, bias, handled] = [0x80, 0, 72, basic.length];
  while (handled < points.length) {
    const next = Math.min(...points.filter((point) => point >= current));
    delta += (next - current) * (handled + 1);
    current = next;
    for (const point of points) {
      if (point < current) delta++;
      if (point !== current) continue;
      output += encodeDelta(delta, bias);
      bias = adapt(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled++;
    }
    delta++;
    current++;
  }
  return output;
}

function encodeDelta(delta: number, bias: number): string {
  let output = "";
  let rest = delta;
  for (let digits = base; ; digits += base) {
    const threshold = digits <= bias ? thresholdMin : digits >= bias + thresholdMax ? thresholdMax : digits - bias;
    if (rest < threshold) return output + digit(rest);
    output += digit(threshold + ((rest - threshold) % (base - threshold)));
    rest = Math.floor((rest - threshold) / (base - threshold));
  }
}

function digit(value: number): string {
  return String.fromCharCode(value < 26 ? value + 97 : value + 22);
}

function adapt(delta: number, count: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / damp) : delta >> 1;
  rest += Math.floor(rest / count);
  let steps = 0;
  for (; rest > ((base - thresholdMin) * thresholdMax) >> 1; steps += base) rest = Math.floor(rest / (base - thresholdMin));
  return steps + Math.floor(((base - thresholdMin + 1) * rest) / (rest + skew));
}
