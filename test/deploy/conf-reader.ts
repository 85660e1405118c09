/** Reads a Splunk conf file as Splunk's documentation describes it: stanzas in brackets, `key = value`, and a backslash at the end of a line joins the next one to it. */
export function readConf(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const stanzas = new Map<string, Map<string, string>>();
  let stanza: Map<string, string> | undefined;
  const lines = text.split("\n");
  for (let index = 0; index < lines.length; index++) {
    let line = lines[index] ?? "";
    if (line.trim() === "" || line.startsWith("#")) continue;
    while (line.endsWith("\\") && index + 1 < lines.length) line = `${line.slice(0, -1)}\n${lines[++index] ?? ""}`;
    const head = /^\[([^\]\n]*)\]$/.exec(line);
    if (head) {
      stanza = new Map();
      stanzas.set(head[1] ?? "", stanza);
      continue;
    }
    const equals = line.indexOf("=");
    if (!stanza || equals < 0) throw new Error(`no stanza or no setting: ${line}`);
    stanza.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  return stanzas;
}
