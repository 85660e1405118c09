/** Concrete tree -> declarations. Whatever a mistake left out of the concrete tree is left out here too, or is an `error` node. */
import type { IToken } from "chevrotain";
import type {
  BaselineCstNode,
  DefineCstNode,
  ExceptionCstNode,
  ImportCstNode,
  ListSourceCstNode,
  ModuleCstNode,
  ParameterCstNode,
  ParamsCstNode,
  TextsCstNode,
  TypeCstNode,
} from "../../grammar/cst.generated.ts";
import { coverSpans, type Span } from "../source/span.ts";
import type { Declaration, Define, Expr, ListSource, Name, StringLiteral, TypeName } from "./ast.ts";
import { buildList } from "./build-expr.ts";
import { buildPlaybook, buildRule } from "./build-rule.ts";
import { reportTrailingComma } from "./build-state.ts";
import { buildDate } from "./build-token.ts";
import { type Building, behind, errorExpr, first, nameOf, spanBetween, spanOf, stringOf, type Tokens } from "./building.ts";
import { endOf, firstToken } from "./first-token.ts";

/** The declarations of a file, in the order of its text, and whether a name may be missing among them. */
export function buildModule(node: ModuleCstNode, build: Building): { readonly declarations: Declaration[]; readonly isPartial: boolean } {
  const { wrongToken, ...declarations } = node.children;
  // First, so that what stands before a leftover knows that it is not whole.
  build.strays(wrongToken ?? []);
  const nodes = Object.values(declarations).flatMap((all): readonly DeclarationNode[] => all ?? []);
  const inText = nodes.map((one) => ({ one, start: firstToken(one) })).sort((a, b) => a.start.startOffset - b.start.startOffset);
  return {
    declarations: inText.flatMap(({ one }) => buildDeclaration(one, build)),
    isPartial: wrongToken !== undefined || inText.some(({ one, start }) => naming.has(one.name) && build.isDerailed(start)),
  };
}

const naming: ReadonlySet<DeclarationNode["name"]> = new Set<DeclarationNode["name"]>(["import", "list", "param", "define"]);

type DeclarationNode = NonNullable<
  Exclude<ModuleCstNode["children"][Exclude<keyof ModuleCstNode["children"], "wrongToken">], undefined>
>[number];

function buildDeclaration(node: DeclarationNode, build: Building): Declaration[] {
  const start = firstToken(node);
  if (start.startOffset < 0) return [];
  const span = spanBetween(build, start.startOffset, endOf(node) ?? spanOf(build, start).end);
  switch (node.name) {
    case "import":
      return buildImport(node, span, build);
    case "rule":
      return [buildRule(node, span, build)];
    case "playbook":
      return [buildPlaybook(node, span, build)];
    case "exception":
      return buildException(node, span, build);
    case "disable": {
      const reason = first(node.children.Text);
      const rules = textsOf(node.children.texts?.[0], "DISABLE", build);
      return reason && rules.length > 0 ? [{ kind: "disable", rules, reason: stringOf(build, reason), span }] : [];
    }
    case "baseline":
      return buildBaseline(node, span, build);
    default:
      return buildNamed(node, start, span, build);
  }
}

/** Declarations of a name; with the name read they stand, whatever follows it, so that its uses are not mistakes as well. */
function buildNamed(
  node: Exclude<DeclarationNode, { name: "import" | "rule" | "playbook" | "exception" | "disable" | "baseline" }>,
  start: IToken,
  span: Span,
  build: Building,
): Declaration[] {
  const token = first(node.children.Identifier);
  if (!token) return [];
  const name = nameOf(build, token);
  const isDerailed = build.isDerailed(start);
  switch (node.name) {
    case "list": {
      const type = buildType(node.children.type?.[0], build);
      const source = buildListSource(node.children.listSource?.[0], name, isDerailed, build);
      return [{ kind: "list-declaration", name, ...(type ? { type } : {}), source, span }];
    }
    case "extend":
      return [{ kind: "extend-list", name, source: buildListSource(node.children.listSource?.[0], name, isDerailed, build), span }];
    case "param": {
      const type = buildType(node.children.type?.[0], build);
      const value = build.arithmetic(node.children.arithmetic?.[0], name.span);
      return [{ kind: "param", name, ...(type ? { type } : {}), value: isDerailed ? errorExpr(value.span) : value, span }];
    }
    case "define": {
      const params = paramNodes(node.children.params?.[0]).flatMap((one) => {
        const made = buildParameter(one, build);
        return made ? [{ name: made.name, type: made.type, span: made.span }] : [];
      });
      return [buildDefine(node, name, params, isDerailed, span, build)];
    }
    case "action": {
      const params = paramNodes(node.children.params?.[0]).flatMap((one) => buildParameter(one, build) ?? []);
      return [{ kind: "action-declaration", name, params, span }];
    }
  }
}

function buildImport(node: ImportCstNode, span: Span, build: Building): Declaration[] {
  const { names, Text } = node.children;
  const from = first(Text);
  const all = written(names?.[0]?.children.Identifier).map((token) => nameOf(build, token));
  reportTrailingComma(names?.[0]?.children.wrongComma, "IMPORT", build);
  return from ? [{ kind: "import", names: all, from: stringOf(build, from), span }] : [];
}

function buildListSource(node: ListSourceCstNode | undefined, name: Name, isDerailed: boolean, build: Building): ListSource {
  const path = first(node?.children.Text);
  const column = first(node?.children.column);
  if (path) return { kind: "file", path: stringOf(build, path), ...(column ? { column: stringOf(build, column) } : {}) };
  const literal = node?.children.listLiteral?.[0];
  const place = behind(name.span);
  if (!literal) return { kind: "inline", list: { kind: "list", items: [errorExpr(place)], span: place } };
  const list = buildList(literal, place, build);
  return { kind: "inline", list: isDerailed ? { ...list, items: [...list.items, errorExpr(behind(list.span))] } : list };
}

function buildDefine(node: DefineCstNode, name: Name, params: Define["params"], isDerailed: boolean, span: Span, build: Building): Define {
  const sign = first(node.children.Assign);
  const body = build.expression(node.children.expression?.[0], sign ? spanOf(build, sign) : name.span);
  return { kind: "define", name, params, body: isDerailed ? errorExpr(body.span) : body, span };
}

function buildBaseline(node: BaselineCstNode, span: Span, build: Building): Declaration[] {
  const { Identifier, Assign, arithmetic } = node.children;
  const [head, ...rest] = written(Identifier);
  if (!head || build.isDerailed(firstToken(node))) return [];
  const root = nameOf(build, head);
  let path: Expr = { kind: "name", name: root.name, quoted: root.quoted, span: root.span };
  for (const token of rest)
    path = { kind: "member", object: path, key: nameOf(build, token), span: coverSpans(path.span, spanOf(build, token)) };
  const sign = first(Assign);
  return [{ kind: "baseline-declaration", path, value: build.arithmetic(arithmetic?.[0], sign ? spanOf(build, sign) : path.span), span }];
}

function buildException(node: ExceptionCstNode, span: Span, build: Building): Declaration[] {
  const { texts, where, Text, Date: dates } = node.children;
  const rules = textsOf(texts?.[0], "EXCEPTION FOR", build);
  const reason = first(Text);
  const clause = where?.[0];
  if (!reason || !clause || rules.length === 0 || build.isDerailed(firstToken(node))) return [];
  const until = first(dates);
  const condition = build.expression(clause.children.expression?.[0], spanOf(build, firstToken(clause)));
  return [
    {
      kind: "exception",
      rules,
      where: condition,
      reason: stringOf(build, reason),
      ...(until ? { until: buildDate(until, build) } : {}),
      span,
    },
  ];
}

function textsOf(node: TextsCstNode | undefined, of: string, build: Building): StringLiteral[] {
  reportTrailingComma(node?.children.wrongComma, of, build);
  return written(node?.children.Text).map((token) => stringOf(build, token));
}

function written(tokens: Tokens): readonly IToken[] {
  return (tokens ?? []).filter((token) => !Number.isNaN(token.startOffset));
}

function paramNodes(node: ParamsCstNode | undefined): readonly ParameterCstNode[] {
  return node?.children.parameter ?? [];
}

function buildParameter(node: ParameterCstNode, build: Building): { name: Name; type: TypeName; default?: Expr; span: Span } | undefined {
  const token = first(node.children.Identifier);
  const type = buildType(node.children.type?.[0], build);
  if (!token || !type) return undefined;
  const name = nameOf(build, token);
  const value = node.children.arithmetic?.[0] ? build.arithmetic(node.children.arithmetic[0], type.span) : undefined;
  return { name, type, ...(value ? { default: value } : {}), span: coverSpans(name.span, value?.span ?? type.span) };
}

function buildType(node: TypeCstNode | undefined, build: Building): TypeName | undefined {
  const token = first(node?.children.Identifier);
  if (!node || !token) return undefined;
  const of = buildType(node.children.type?.[0], build);
  return {
    name: nameOf(build, token),
    ...(of ? { of } : {}),
    span: spanBetween(build, token.startOffset, endOf(node) ?? spanOf(build, token).end),
  };
}
