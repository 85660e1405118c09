/** Things with a name of their own inside a text: emails, links, hosts, addresses, account numbers, ids. One linear pass each. */
import { hostIn, hostName } from "./domain.ts";
import { addressRuns, emailRuns, hostRuns, idRuns, linkRuns, type WrittenLink } from "./entity-runs.ts";
import { readAddress, readIpv4, showAddress } from "./ip.ts";
import { ExactInteger } from "./value.ts";
import type { Value } from "./value.ts";
import { leavesOf } from "./walk.ts";

/** A list has at most this many; what comes later in the text is left out. */
export const entitiesMax = 4_096;

/** Email addresses in a text, or anywhere inside a record or list: lower case, each once, in order. */
export function emails(value: Value): Value {
  return collect(value, findEmails);
}

/** Links in a text, or anywhere inside a record or list: as written but for the case of scheme and host, each once, in order. */
export function links(value: Value): Value {
  return collect(value, findLinks);
}

/**
 * Everything in a text, or anywhere inside a record or list, that points to one thing outside it: emails, links and their hosts, host names,
 * IP addresses, phone, card and bank account numbers (IBAN with a right checksum), UUIDs, long hexadecimal and mixed ids, wallet addresses.
 * One form each (lower case, numbers without their blanks), each once, in order of kind and place. Numbers of a record count from five digits on.
 */
export function entities(value: Value): Value {
  return collect(value, findEntities);
}

type Add = (entity: string) => void;

function collect(value: Value, find: (text: string, add: Add) => void): Value {
  if (value === undefined) return undefined;
  const found = new Set<string>();
  const add = (entity: string) => {
    if (found.size < entitiesMax) found.add(entity);
  };
  for (const leaf of leavesOf(value)) {
    if (typeof leaf === "string") find(leaf, add);
    else if (typeof leaf !== "boolean") find(leaf instanceof ExactInteger ? leaf.digits : String(leaf), add);
  }
  return [...found];
}

function findEntities(text: string, add: Add): void {
  if (text.length < 4) return;
  if (text.includes("@")) findEmails(text, add);
  if (text.includes("//")) findLinksWithHosts(text, add);
  if (text.includes(".")) findHosts(text, add);
  if (text.includes(":")) findIpv6(text, add);
  if (/\d/.test(text)) {
    findNumbers(text, add);
    findIds(text, add);
  }
}

function findEmails(text: string, add: Add): void {
  for (const written of emailRuns(text)) {
    const at = written.indexOf("@");
    const host = hostName(written.slice(at + 1));
    if (host?.includes(".")) add(`${written.slice(0, at).toLowerCase()}@${host}`);
  }
}

function findLinks(text: string, add: Add): void {
  for (const link of linkRuns(text)) add(linkOf(link));
}

/** All links, then the host of each. */
function findLinksWithHosts(text: string, add: Add): void {
  const found = linkRuns(text);
  for (const link of found) add(linkOf(link));
  for (const { authority } of found) {
    const host = hostIn(`//${authority}`);
    if (host !== undefined) add(host);
  }
}

function linkOf({ scheme, authority, rest }: WrittenLink): string {
  const path = rest.replace(/[.,;:!?)\]*_]{1,16}$/, "");
  return `${scheme.toLowerCase()}://${authority.toLowerCase()}${path === "/" ? "" : path}`;
}

function findHosts(text: string, add: Add): void {
  for (const written of hostRuns(text)) {
    const host = hostName(written);
    if (host !== undefined && (readIpv4(host) || isTopLevel(host.slice(host.lastIndexOf(".") + 1)))) add(host);
  }
}

function findIpv6(text: string, add: Add): void {
  for (const written of addressRuns(text)) {
    const address = readAddress(written.replace(/\.$/, ""));
    if (address) add(showAddress(address));
  }
}

// Every pattern here starts only where a run begins and repeats within bounds, so V8 runs it in linear time.
const phoneForm = /(?<![A-Za-z0-9_+])(?:\+|00)[1-9](?:[ ().-]{0,2}\d){6,14}(?!\d)/g;
const groupedForm = /(?<![A-Za-z0-9_-])\d{2,6}(?:[ -]\d{2,6}){2,5}(?![A-Za-z0-9_-])/g;
const ibanForm = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?: [A-Za-z0-9]{4}){2,7}(?: [A-Za-z0-9]{1,3})?(?![A-Za-z0-9])/g;

/** Phone numbers; card numbers in groups, if their check digit is right (Luhn, ISO/IEC 7812); IBANs in groups, if theirs is (ISO 13616). */
function findNumbers(text: string, add: Add): void {
  if (text.includes("+") || text.includes("00"))
    for (const [written] of text.matchAll(phoneForm)) add(`+${written.replace(/^00|\D/g, "")}`);
  for (const [written] of text.matchAll(groupedForm)) {
    const digits = written.replace(/\D/g, "");
    if (digits.length >= 12 && digits.length <= 19 && isLuhn(digits)) add(digits);
  }
  for (const [written] of text.matchAll(ibanForm)) {
    const groups = written.toLowerCase().split(" ");
    // The words after an account may look like groups of it; the check digits tell how many are.
    for (let last = groups.length; last > 3 && last > groups.length - 4; last--) {
      const account = groups.slice(0, last).join("");
      if (!isIban(account)) continue;
      add(account);
      break;
    }
  }
}

/** Words that no prose has: numbers of five digits or more, and letters with digits as keys, hashes, UUIDs and accounts have them. Dates are none. */
function findIds(text: string, add: Add): void {
  for (const written of idRuns(text)) if (isId(written)) add(written.toLowerCase());
}

function isId(token: string): boolean {
  let digits = 0;
  for (let at = 0; at < token.length; at++) if (token.charCodeAt(at) >= 0x30 && token.charCodeAt(at) <= 0x39) digits++;
  if (digits === token.length) return digits >= 5;
  if (/^\d{1,4}-\d{1,2}-\d{1,4}(?:T\d{2})?$/.test(token)) return false;
  return (
    (digits >= 4 && token.length >= 8) || (digits >= 2 && token.length >= 12 && !/[_-]/.test(token)) || /^[A-Z]{2,6}-?\d{3,}$/.test(token)
  );
}

function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 0x30;
    sum += at % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}

function isIban(account: string): boolean {
  let rest = 0;
  for (const character of account.slice(4) + account.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

function isTopLevel(label: string): boolean {
  return label.startsWith("xn--") || topLevels.has(label);
}

/** Countries, and the general domains that links go to; also names that are kept for examples and private networks. */
const topLevels = new Set(
  (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz " +
    "de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp " +
    "ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz " +
    "om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz " +
    "ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw com net org edu gov mil int info biz name pro mobi app dev xyz online site store shop tech cloud top club live " +
    "news blog wiki space website agency email link click host page run zone world today life media digital network systems solutions services software academy " +
    "bank money finance legal health science art design studio work works team group company inc ltd llc icu vip win bid loan gdn men date trade party review racing stream download " +
    "zip mov arpa onion local internal lan intranet corp home test example invalid localhost"
  ).split(" "),
);
