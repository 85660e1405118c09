/** Lines of every kind: judged, rejected, flagged, blank, of the wrong types, repeated, late. */
import { randomLines } from "../store/stream.ts";

/** One line in seven is odd. */
export function oddLines(count: number): string[] {
  const at = (number: number): string => new Date(Date.parse("2026-01-05T10:00:00Z") + number * 500).toISOString();
  return randomLines(count, 5).flatMap((line, number) => {
    const odd = [
      "",
      "not json",
      '{"event_type":"input","event_id":"cut',
      `{"event_id":"x${number}","event_type":"input","timestamp":"${at(number)}","input_text":"an attack \\ud800 é 漢"}`,
      `{"event_id":"y${number}","event_type":"input","timestamp":"${at(number)}","input_text":["attack"]}`,
      `{"event_id":"z${number}","event_type":"input","timestamp":"${at(number)}","input_tokens":9007199254740993,"a":1,"a":2}`,
      `{"event_type":"input","timestamp":"${at(number)}","input_tokens":9007199254740993,"input_text":"attack"}`,
      line,
      `{"event_id":"late${number}","event_type":"input","timestamp":"2019-01-01T00:00:00Z","input_text":"attack"}`,
      "[1,2]",
      `{"event_id":"n${number}","event_type":7,"timestamp":null,"input_text":"attack"}`,
      `{"event_id":9007199254740993,"event_type":"input","timestamp":${1_767_600_000_000 + number},"input_text":"\\u0061ttack, ATTACK"}`,
      `  {"event_id" : 1.5e0 , "event_type":"input","timestamp":"${at(number)}", "input_text" : "fail ${"long ".repeat(number % 90)}" }\r`,
    ];
    return number % 7 === 0 ? [line, odd[(number / 7) % odd.length] ?? ""] : [line];
  });
}
