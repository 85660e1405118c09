/** CONTAINS, STARTS WITH, ENDS WITH, LIKE and MATCHES: on text, and CONTAINS on lists. */
import type { TestWord } from "../builtins/words.ts";
import type { Predicate, Term } from "../ir/plan.ts";
import type { TextTest } from "../syntax/ast.ts";
import { areComparable, elementType, isTextual } from "../types/assignable.ts";
import { showType } from "../types/show.ts";
import { stringType } from "../types/type.ts";
import { report } from "./diagnostics.ts";
import { checkFixedPoints } from "./fixed-point.ts";
import { falsehood, negateIf, test } from "./predicates.ts";
import type { Env } from "./scope.ts";

export function checkTextTest(expr: TextTest, env: Env): Predicate {
  const value = env.check.term(expr.value, env);
  if (expr.word === "MATCHES") return checkMatches(expr, value, env);
  const object = env.check.term(expr.object, env);
  if (value.type.kind === "poison" || object.type.kind === "poison") return falsehood(expr.span);
  if (expr.word === "CONTAINS" && value.type.kind === "list") return negateIf(expr.negated, containsElement(expr, value, object, env));
  if (!isTextual(value.type)) {
    const help = value.type.kind === "number" ? ["compare numbers with `==`, `<`, `>`"] : [];
    env.project.report(report.notText(expr.value.span, { word: wordOf(expr), found: showType(value.type) }, { help }));
    return falsehood(expr.span);
  }
  const needles = object.type.kind === "list" ? object.type.of : object.type;
  if (needles.kind === "regex") {
    env.project.report(
      report.typeMismatch(
        expr.object.span,
        { what: `\`${wordOf(expr)}\``, expected: "strings", found: showType(object.type) },
        { help: ["patterns are tested by `MATCHES`"] },
      ),
    );
    return falsehood(expr.span);
  }
  if (!isTextual(needles)) {
    env.project.report(
      report.typeMismatch(expr.object.span, {
        what: `\`${wordOf(expr)}\``,
        expected: "a string or a list of strings",
        found: showType(object.type),
      }),
    );
    return falsehood(expr.span);
  }
  if (expr.word === "LIKE" && !isOneString(object, env)) {
    env.project.report(report.constantNeeded(expr.object.span, { what: "LIKE", expected: "one string" }));
    return falsehood(expr.span);
  }
  // The signs of a LIKE pattern are no part of the text that it is compared with.
  if (expr.word !== "LIKE") checkFixedPoints(value, object, expr.casing !== "CASED", env.project.report);
  return negateIf(expr.negated, textPredicate(expr, value, object, env));
}

function isOneString(object: Term, env: Env): boolean {
  if (object.kind === "literal") return typeof object.value === "string";
  return object.kind === "binding" && env.bindings.get(object.name)?.kind === "parameter";
}

/** A value of type `any` is text or a list when the event comes: the two meanings exclude each other. */
function textPredicate(expr: TextTest, value: Term, object: Term, env: Env): Predicate {
  const fold = expr.casing !== "CASED";
  const word = expr.wholeWord || expr.word === "MATCHES" ? "CONTAINS WORD" : expr.word;
  const asText = test(textWords[word], value, object, fold, expr.span, ofWhat(expr, object));
  if (value.type.kind !== "any" || expr.word !== "CONTAINS" || expr.wholeWord) return asText;
  return { kind: "or", parts: [asText, containsElement(expr, value, object, env)], span: expr.span };
}

const textWords: Readonly<Record<Exclude<TextTest["word"], "MATCHES"> | "CONTAINS WORD", TestWord>> = {
  CONTAINS: "contains",
  "CONTAINS WORD": "contains-word",
  "STARTS WITH": "starts-with",
  "ENDS WITH": "ends-with",
  LIKE: "like",
};

function wordOf(expr: TextTest): string {
  return expr.wholeWord ? "CONTAINS WORD" : expr.word;
}

function ofWhat(expr: TextTest, object: Term): "one" | "any" | "all" {
  // What an open schema gives is one needle or a list of them: the event decides.
  if (object.type.kind !== "list" && object.type.kind !== "any") return "one";
  return expr.all ? "all" : "any";
}

/** The list has the value, or any or all of a list's, by `==`. */
function containsElement(expr: TextTest, value: Term, object: Term, env: Env): Predicate {
  const of = elementType(value.type);
  const wanted = object.type.kind === "list" ? object.type.of : object.type;
  if (expr.wholeWord) {
    env.project.report(report.notText(expr.value.span, { word: "CONTAINS WORD", found: showType(value.type) }));
    return falsehood(expr.span);
  }
  if (wanted.kind === "regex" || (of && !areComparable(of, wanted))) {
    env.project.report(report.incomparable(expr.operatorSpan, { left: showType(value.type), right: showType(object.type) }));
    return falsehood(expr.span);
  }
  if (expr.casing && of && !isTextual(of)) env.project.report(report.casingNotAllowed(expr.span, { casing: expr.casing }));
  return test("has-element", value, object, expr.casing === "NOCASE", expr.span, ofWhat(expr, object));
}

function checkMatches(expr: TextTest, value: Term, env: Env): Predicate {
  if (expr.object.kind === "string") {
    const fix = {
      title: "write a pattern",
      safe: true,
      edits: [{ span: expr.object.span, text: `/${expr.object.value.replaceAll("/", "\\/")}/` }],
    };
    env.project.report(report.patternExpected(expr.object.span, { found: showType(stringType) }, { fixes: [fix] }));
    return falsehood(expr.span);
  }
  const object = env.check.term(expr.object, env);
  if (value.type.kind === "poison" || object.type.kind === "poison") return falsehood(expr.span);
  if (!isTextual(value.type)) {
    const help = value.type.kind === "number" ? ["compare numbers with `>=`, `<`, `BETWEEN`"] : [];
    env.project.report(report.notText(expr.value.span, { word: "MATCHES", found: showType(value.type) }, { help }));
    return falsehood(expr.span);
  }
  const of = object.type.kind === "list" ? object.type.of : object.type;
  const isEmpty = object.kind === "list" && object.items.length === 0;
  if (of.kind !== "regex" && !isEmpty) {
    env.project.report(report.patternExpected(expr.object.span, { found: showType(object.type) }));
    return falsehood(expr.span);
  }
  if (expr.casing) env.project.report(report.casingNotAllowed(expr.span, { casing: expr.casing }));
  return negateIf(expr.negated, test("matches", value, object, false, expr.span, object.type.kind === "list" ? "any" : "one"));
}
