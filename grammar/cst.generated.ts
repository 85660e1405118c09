/** Types of the concrete tree, generated from the grammar (the tests with UPDATE=1 rewrite it). After a mistake any child may be absent. */
import type { CstNode, IToken } from "chevrotain";

export interface SequenceCstNode extends CstNode {
  name: "sequence";
  children: SequenceCstChildren;
}

export type SequenceCstChildren = {
  readonly SEQUENCE?: readonly IToken[];
  readonly sequenceBody?: readonly SequenceBodyCstNode[];
};

export interface TogetherCstNode extends CstNode {
  name: "together";
  children: TogetherCstChildren;
}

export type TogetherCstChildren = {
  readonly TOGETHER?: readonly IToken[];
  readonly sequenceBody?: readonly SequenceBodyCstNode[];
};

export interface SequenceBodyCstNode extends CstNode {
  name: "sequenceBody";
  children: SequenceBodyCstChildren;
}

export type SequenceBodyCstChildren = {
  readonly by?: readonly ByCstNode[];
  readonly within?: readonly WithinCstNode[];
  readonly step?: readonly StepCstNode[];
  readonly absent?: readonly AbsentCstNode[];
};

export interface StepCstNode extends CstNode {
  name: "step";
  children: StepCstChildren;
}

export type StepCstChildren = {
  readonly STEP?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly stepClauses?: readonly StepClausesCstNode[];
};

export interface AbsentCstNode extends CstNode {
  name: "absent";
  children: AbsentCstChildren;
}

export type AbsentCstChildren = {
  readonly ABSENT?: readonly IToken[];
  readonly wrongName?: readonly IToken[];
  readonly stepClauses?: readonly StepClausesCstNode[];
};

export interface StepClausesCstNode extends CstNode {
  name: "stepClauses";
  children: StepClausesCstChildren;
}

export type StepClausesCstChildren = {
  readonly from?: readonly FromCstNode[];
  readonly where?: readonly WhereCstNode[];
  readonly repeat?: readonly RepeatCstNode[];
  readonly within?: readonly WithinCstNode[];
  readonly wrongBy?: readonly ByCstNode[];
};

export interface StateClausesCstNode extends CstNode {
  name: "stateClauses";
  children: StateClausesCstChildren;
}

export type StateClausesCstChildren = {
  readonly from?: readonly FromCstNode[];
  readonly where?: readonly WhereCstNode[];
  readonly by?: readonly ByCstNode[];
  readonly within?: readonly WithinCstNode[];
  readonly over?: readonly OverCstNode[];
  readonly min?: readonly MinCstNode[];
  readonly excluding?: readonly ExcludingCstNode[];
};

export interface FromCstNode extends CstNode {
  name: "from";
  children: FromCstChildren;
}

export type FromCstChildren = {
  readonly FROM?: readonly IToken[];
  readonly names?: readonly NamesCstNode[];
};

export interface WhereCstNode extends CstNode {
  name: "where";
  children: WhereCstChildren;
}

export type WhereCstChildren = {
  readonly WHERE?: readonly IToken[];
  readonly expression?: readonly ExpressionCstNode[];
};

export interface ByCstNode extends CstNode {
  name: "by";
  children: ByCstChildren;
}

export type ByCstChildren = {
  readonly BY?: readonly IToken[];
  readonly test?: readonly TestCstNode[];
  readonly wrongComma?: readonly IToken[];
  readonly wrongKey?: readonly TestCstNode[];
};

export interface WithinCstNode extends CstNode {
  name: "within";
  children: WithinCstChildren;
}

export type WithinCstChildren = {
  readonly WITHIN?: readonly IToken[];
  readonly quantity?: readonly QuantityCstNode[];
};

export interface OverCstNode extends CstNode {
  name: "over";
  children: OverCstChildren;
}

export type OverCstChildren = {
  readonly OVER?: readonly IToken[];
  readonly quantity?: readonly QuantityCstNode[];
};

export interface MinCstNode extends CstNode {
  name: "min";
  children: MinCstChildren;
}

export type MinCstChildren = {
  readonly MIN?: readonly IToken[];
  readonly quantity?: readonly QuantityCstNode[];
};

export interface RepeatCstNode extends CstNode {
  name: "repeat";
  children: RepeatCstChildren;
}

export type RepeatCstChildren = {
  readonly REPEAT?: readonly IToken[];
  readonly quantity?: readonly QuantityCstNode[];
};

export interface ExcludingCstNode extends CstNode {
  name: "excluding";
  children: ExcludingCstChildren;
}

export type ExcludingCstChildren = {
  readonly EXCLUDING?: readonly IToken[];
  readonly ALERTED?: readonly IToken[];
};

export interface QuantityCstNode extends CstNode {
  name: "quantity";
  children: QuantityCstChildren;
}

export type QuantityCstChildren = {
  readonly Duration?: readonly IToken[];
  readonly Number?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly wrongLiteral?: readonly IToken[];
};

export interface NamesCstNode extends CstNode {
  name: "names";
  children: NamesCstChildren;
}

export type NamesCstChildren = {
  Identifier: (IToken)[];
  readonly Comma?: readonly IToken[];
  readonly wrongComma?: readonly IToken[];
};

export interface TextsCstNode extends CstNode {
  name: "texts";
  children: TextsCstChildren;
}

export type TextsCstChildren = {
  Text: (IToken)[];
  readonly Comma?: readonly IToken[];
  readonly wrongComma?: readonly IToken[];
};

export interface ExpressionCstNode extends CstNode {
  name: "expression";
  children: ExpressionCstChildren;
}

export type ExpressionCstChildren = {
  negation: (NegationCstNode)[];
  readonly AND?: readonly IToken[];
  readonly OR?: readonly IToken[];
};

export interface NegationCstNode extends CstNode {
  name: "negation";
  children: NegationCstChildren;
}

export type NegationCstChildren = {
  readonly NOT?: readonly IToken[];
  readonly quantifier?: readonly QuantifierCstNode[];
  readonly atLeast?: readonly AtLeastCstNode[];
  readonly test?: readonly TestCstNode[];
};

export interface QuantifierCstNode extends CstNode {
  name: "quantifier";
  children: QuantifierCstChildren;
}

export type QuantifierCstChildren = {
  readonly ANY?: readonly IToken[];
  readonly ALL?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly IN?: readonly IToken[];
  readonly arithmetic?: readonly ArithmeticCstNode[];
  readonly Colon?: readonly IToken[];
  readonly expression?: readonly ExpressionCstNode[];
};

export interface AtLeastCstNode extends CstNode {
  name: "atLeast";
  children: AtLeastCstChildren;
}

export type AtLeastCstChildren = {
  readonly Number?: readonly IToken[];
  readonly OF?: readonly IToken[];
  readonly LParen?: readonly IToken[];
  expression: (ExpressionCstNode)[];
  Comma?: (IToken)[];
  readonly RParen?: readonly IToken[];
};

export interface TestCstNode extends CstNode {
  name: "test";
  children: TestCstChildren;
}

export type TestCstChildren = {
  readonly arithmetic?: readonly ArithmeticCstNode[];
  readonly testTail?: readonly TestTailCstNode[];
  readonly wrongTail?: readonly TestTailCstNode[];
};

export interface TestTailCstNode extends CstNode {
  name: "testTail";
  children: TestTailCstChildren;
}

export type TestTailCstChildren = {
  readonly NOT?: readonly IToken[];
  readonly comparisonOperator?: readonly ComparisonOperatorCstNode[];
  testObject?: (TestObjectCstNode)[];
  readonly IN?: readonly IToken[];
  readonly CONTAINS?: readonly IToken[];
  readonly ALL?: readonly IToken[];
  readonly WORD?: readonly IToken[];
  readonly wrongAny?: readonly IToken[];
  readonly STARTS?: readonly IToken[];
  readonly ENDS?: readonly IToken[];
  readonly WITH?: readonly IToken[];
  readonly LIKE?: readonly IToken[];
  readonly MATCHES?: readonly IToken[];
  readonly BETWEEN?: readonly IToken[];
  arithmetic?: (ArithmeticCstNode)[];
  readonly AND?: readonly IToken[];
  readonly EXISTS?: readonly IToken[];
  readonly IS?: readonly IToken[];
  readonly wrongNot?: readonly IToken[];
  readonly MISSING?: readonly IToken[];
  readonly SEEN?: readonly IToken[];
  readonly seenIn?: readonly IToken[];
  readonly LParen?: readonly IToken[];
  readonly expression?: readonly ExpressionCstNode[];
  readonly stateClauses?: readonly StateClausesCstNode[];
  readonly RParen?: readonly IToken[];
  readonly CASED?: readonly IToken[];
  readonly NOCASE?: readonly IToken[];
};

export interface ComparisonOperatorCstNode extends CstNode {
  name: "comparisonOperator";
  children: ComparisonOperatorCstChildren;
}

export type ComparisonOperatorCstChildren = {
  readonly EqualEqual?: readonly IToken[];
  readonly NotEqual?: readonly IToken[];
  readonly LessEqual?: readonly IToken[];
  readonly Less?: readonly IToken[];
  readonly GreaterEqual?: readonly IToken[];
  readonly Greater?: readonly IToken[];
  readonly wrongAssign?: readonly IToken[];
};

export interface TestObjectCstNode extends CstNode {
  name: "testObject";
  children: TestObjectCstChildren;
}

export type TestObjectCstChildren = {
  readonly wrongNot?: readonly IToken[];
  readonly arithmetic?: readonly ArithmeticCstNode[];
};

export interface ArithmeticCstNode extends CstNode {
  name: "arithmetic";
  children: ArithmeticCstChildren;
}

export type ArithmeticCstChildren = {
  operand: (OperandCstNode)[];
  readonly arithmeticOperator?: readonly ArithmeticOperatorCstNode[];
};

export interface ArithmeticOperatorCstNode extends CstNode {
  name: "arithmeticOperator";
  children: ArithmeticOperatorCstChildren;
}

export type ArithmeticOperatorCstChildren = {
  readonly Plus?: readonly IToken[];
  readonly Minus?: readonly IToken[];
  readonly Star?: readonly IToken[];
  readonly Slash?: readonly IToken[];
  readonly Percent?: readonly IToken[];
};

export interface OperandCstNode extends CstNode {
  name: "operand";
  children: OperandCstChildren;
}

export type OperandCstChildren = {
  readonly Minus?: readonly IToken[];
  readonly wrongMinus?: readonly IToken[];
  readonly primary?: readonly PrimaryCstNode[];
  readonly access?: readonly AccessCstNode[];
};

export interface AccessCstNode extends CstNode {
  name: "access";
  children: AccessCstChildren;
}

export type AccessCstChildren = {
  readonly Dot?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly LBracket?: readonly IToken[];
  readonly Number?: readonly IToken[];
  readonly Text?: readonly IToken[];
  readonly RBracket?: readonly IToken[];
};

export interface PrimaryCstNode extends CstNode {
  name: "primary";
  children: PrimaryCstChildren;
}

export type PrimaryCstChildren = {
  readonly Identifier?: readonly IToken[];
  callArguments?: (CallArgumentsCstNode)[];
  readonly Text?: readonly IToken[];
  readonly Number?: readonly IToken[];
  readonly Duration?: readonly IToken[];
  readonly Date?: readonly IToken[];
  readonly Pattern?: readonly IToken[];
  readonly True?: readonly IToken[];
  readonly False?: readonly IToken[];
  readonly CRITICAL?: readonly IToken[];
  readonly HIGH?: readonly IToken[];
  readonly MEDIUM?: readonly IToken[];
  readonly LOW?: readonly IToken[];
  readonly INFO?: readonly IToken[];
  readonly wrongLiteral?: readonly IToken[];
  readonly listLiteral?: readonly ListLiteralCstNode[];
  readonly group?: readonly GroupCstNode[];
  readonly stateCall?: readonly StateCallCstNode[];
  readonly SCORE?: readonly IToken[];
  wrongSequence?: (SequenceCstNode | TogetherCstNode)[];
};

export interface GroupCstNode extends CstNode {
  name: "group";
  children: GroupCstChildren;
}

export type GroupCstChildren = {
  readonly LParen?: readonly IToken[];
  readonly expression?: readonly ExpressionCstNode[];
  readonly wrongComma?: readonly IToken[];
  readonly wrongItem?: readonly ExpressionCstNode[];
  readonly RParen?: readonly IToken[];
};

export interface ListLiteralCstNode extends CstNode {
  name: "listLiteral";
  children: ListLiteralCstChildren;
}

export type ListLiteralCstChildren = {
  readonly LBracket?: readonly IToken[];
  expression?: (ExpressionCstNode)[];
  Comma?: (IToken)[];
  readonly RBracket?: readonly IToken[];
};

export interface CallArgumentsCstNode extends CstNode {
  name: "callArguments";
  children: CallArgumentsCstChildren;
}

export type CallArgumentsCstChildren = {
  readonly LParen?: readonly IToken[];
  argument?: (ArgumentCstNode)[];
  Comma?: (IToken)[];
  readonly RParen?: readonly IToken[];
};

export interface ArgumentCstNode extends CstNode {
  name: "argument";
  children: ArgumentCstChildren;
}

export type ArgumentCstChildren = {
  readonly Identifier?: readonly IToken[];
  readonly Assign?: readonly IToken[];
  expression?: (ExpressionCstNode)[];
};

export interface StateCallCstNode extends CstNode {
  name: "stateCall";
  children: StateCallCstChildren;
}

export type StateCallCstChildren = {
  readonly stateWord?: readonly StateWordCstNode[];
  readonly LParen?: readonly IToken[];
  readonly DISTINCT?: readonly IToken[];
  readonly expression?: readonly ExpressionCstNode[];
  readonly Comma?: readonly IToken[];
  readonly arithmetic?: readonly ArithmeticCstNode[];
  readonly stateClauses?: readonly StateClausesCstNode[];
  readonly RParen?: readonly IToken[];
};

export interface StateWordCstNode extends CstNode {
  name: "stateWord";
  children: StateWordCstChildren;
}

export type StateWordCstChildren = {
  readonly COUNT?: readonly IToken[];
  readonly SUM?: readonly IToken[];
  readonly AVG?: readonly IToken[];
  readonly MIN?: readonly IToken[];
  readonly MAX?: readonly IToken[];
  readonly STDDEV?: readonly IToken[];
  readonly MEDIAN?: readonly IToken[];
  readonly PERCENTILE?: readonly IToken[];
  readonly ZSCORE?: readonly IToken[];
  readonly NEW?: readonly IToken[];
  readonly FREQUENCY?: readonly IToken[];
  readonly PREVIOUS?: readonly IToken[];
};

export interface ModuleCstNode extends CstNode {
  name: "module";
  children: ModuleCstChildren;
}

export type ModuleCstChildren = {
  readonly import?: readonly ImportCstNode[];
  readonly list?: readonly ListCstNode[];
  readonly param?: readonly ParamCstNode[];
  readonly define?: readonly DefineCstNode[];
  readonly baseline?: readonly BaselineCstNode[];
  readonly extend?: readonly ExtendCstNode[];
  readonly exception?: readonly ExceptionCstNode[];
  readonly disable?: readonly DisableCstNode[];
  readonly action?: readonly ActionCstNode[];
  readonly rule?: readonly RuleCstNode[];
  readonly playbook?: readonly PlaybookCstNode[];
  readonly wrongToken?: readonly ModuleJunkCstNode[];
};

export interface ImportCstNode extends CstNode {
  name: "import";
  children: ImportCstChildren;
}

export type ImportCstChildren = {
  readonly IMPORT?: readonly IToken[];
  readonly names?: readonly NamesCstNode[];
  readonly FROM?: readonly IToken[];
  readonly Text?: readonly IToken[];
};

export interface ListCstNode extends CstNode {
  name: "list";
  children: ListCstChildren;
}

export type ListCstChildren = {
  readonly LIST?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly Colon?: readonly IToken[];
  readonly type?: readonly TypeCstNode[];
  readonly listSource?: readonly ListSourceCstNode[];
};

export interface ListSourceCstNode extends CstNode {
  name: "listSource";
  children: ListSourceCstChildren;
}

export type ListSourceCstChildren = {
  readonly Assign?: readonly IToken[];
  readonly listLiteral?: readonly ListLiteralCstNode[];
  readonly FROM?: readonly IToken[];
  readonly Text?: readonly IToken[];
  readonly COLUMN?: readonly IToken[];
  readonly column?: readonly IToken[];
};

export interface ParamCstNode extends CstNode {
  name: "param";
  children: ParamCstChildren;
}

export type ParamCstChildren = {
  readonly PARAM?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly Colon?: readonly IToken[];
  readonly type?: readonly TypeCstNode[];
  readonly Assign?: readonly IToken[];
  readonly arithmetic?: readonly ArithmeticCstNode[];
};

export interface DefineCstNode extends CstNode {
  name: "define";
  children: DefineCstChildren;
}

export type DefineCstChildren = {
  readonly DEFINE?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly params?: readonly ParamsCstNode[];
  readonly Assign?: readonly IToken[];
  readonly expression?: readonly ExpressionCstNode[];
};

export interface BaselineCstNode extends CstNode {
  name: "baseline";
  children: BaselineCstChildren;
}

export type BaselineCstChildren = {
  readonly BASELINE?: readonly IToken[];
  Identifier: (IToken)[];
  readonly Dot?: readonly IToken[];
  readonly Assign?: readonly IToken[];
  readonly arithmetic?: readonly ArithmeticCstNode[];
};

export interface ExtendCstNode extends CstNode {
  name: "extend";
  children: ExtendCstChildren;
}

export type ExtendCstChildren = {
  readonly EXTEND?: readonly IToken[];
  readonly LIST?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly listSource?: readonly ListSourceCstNode[];
};

export interface ExceptionCstNode extends CstNode {
  name: "exception";
  children: ExceptionCstChildren;
}

export type ExceptionCstChildren = {
  readonly EXCEPTION?: readonly IToken[];
  readonly FOR?: readonly IToken[];
  readonly texts?: readonly TextsCstNode[];
  readonly where?: readonly WhereCstNode[];
  readonly REASON?: readonly IToken[];
  readonly Text?: readonly IToken[];
  readonly UNTIL?: readonly IToken[];
  readonly Date?: readonly IToken[];
};

export interface DisableCstNode extends CstNode {
  name: "disable";
  children: DisableCstChildren;
}

export type DisableCstChildren = {
  readonly DISABLE?: readonly IToken[];
  readonly texts?: readonly TextsCstNode[];
  readonly REASON?: readonly IToken[];
  readonly Text?: readonly IToken[];
};

export interface ActionCstNode extends CstNode {
  name: "action";
  children: ActionCstChildren;
}

export type ActionCstChildren = {
  readonly ACTION?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly params?: readonly ParamsCstNode[];
};

export interface ParamsCstNode extends CstNode {
  name: "params";
  children: ParamsCstChildren;
}

export type ParamsCstChildren = {
  readonly LParen?: readonly IToken[];
  parameter?: (ParameterCstNode)[];
  Comma?: (IToken)[];
  readonly RParen?: readonly IToken[];
};

export interface ParameterCstNode extends CstNode {
  name: "parameter";
  children: ParameterCstChildren;
}

export type ParameterCstChildren = {
  readonly Identifier?: readonly IToken[];
  readonly Colon?: readonly IToken[];
  readonly type?: readonly TypeCstNode[];
  readonly Assign?: readonly IToken[];
  readonly arithmetic?: readonly ArithmeticCstNode[];
};

export interface TypeCstNode extends CstNode {
  name: "type";
  children: TypeCstChildren;
}

export type TypeCstChildren = {
  readonly Identifier?: readonly IToken[];
  readonly Less?: readonly IToken[];
  readonly type?: readonly TypeCstNode[];
  readonly Greater?: readonly IToken[];
};

export interface RuleCstNode extends CstNode {
  name: "rule";
  children: RuleCstChildren;
}

export type RuleCstChildren = {
  readonly RuleTitle?: readonly IToken[];
  readonly ruleBody?: readonly RuleBodyCstNode[];
};

export interface RuleBodyCstNode extends CstNode {
  name: "ruleBody";
  children: RuleBodyCstChildren;
}

export type RuleBodyCstChildren = {
  readonly meta?: readonly MetaCstNode[];
  readonly on?: readonly OnCstNode[];
  readonly if?: readonly IfCstNode[];
  readonly then?: readonly ThenCstNode[];
  readonly suppress?: readonly SuppressCstNode[];
  readonly wrongToken?: readonly RuleJunkCstNode[];
};

export interface PlaybookCstNode extends CstNode {
  name: "playbook";
  children: PlaybookCstChildren;
}

export type PlaybookCstChildren = {
  readonly PlaybookTitle?: readonly IToken[];
  readonly meta?: readonly MetaCstNode[];
  readonly for?: readonly ForCstNode[];
  readonly do?: readonly DoCstNode[];
  readonly wrongToken?: readonly PlaybookJunkCstNode[];
};

export interface MetaCstNode extends CstNode {
  name: "meta";
  children: MetaCstChildren;
}

export type MetaCstChildren = {
  readonly META?: readonly IToken[];
  readonly LParen?: readonly IToken[];
  metaEntry?: (MetaEntryCstNode)[];
  Comma?: (IToken)[];
  readonly RParen?: readonly IToken[];
};

export interface MetaEntryCstNode extends CstNode {
  name: "metaEntry";
  children: MetaEntryCstChildren;
}

export type MetaEntryCstChildren = {
  readonly Identifier?: readonly IToken[];
  readonly Assign?: readonly IToken[];
  wrongAssign?: (IToken)[];
  readonly arithmetic?: readonly ArithmeticCstNode[];
};

export interface OnCstNode extends CstNode {
  name: "on";
  children: OnCstChildren;
}

export type OnCstChildren = {
  readonly ON?: readonly IToken[];
  readonly names?: readonly NamesCstNode[];
};

export interface IfCstNode extends CstNode {
  name: "if";
  children: IfCstChildren;
}

export type IfCstChildren = {
  readonly IF?: readonly IToken[];
  readonly sequence?: readonly SequenceCstNode[];
  readonly together?: readonly TogetherCstNode[];
  readonly expression?: readonly ExpressionCstNode[];
};

export interface ThenCstNode extends CstNode {
  name: "then";
  children: ThenCstChildren;
}

export type ThenCstChildren = {
  readonly THEN?: readonly IToken[];
  actionCall: (ActionCallCstNode)[];
  readonly Comma?: readonly IToken[];
  readonly wrongAnd?: readonly IToken[];
  readonly wrongComma?: readonly IToken[];
};

export interface ActionCallCstNode extends CstNode {
  name: "actionCall";
  children: ActionCallCstChildren;
}

export type ActionCallCstChildren = {
  readonly Identifier?: readonly IToken[];
  readonly LParen?: readonly IToken[];
  actionArgument?: (ActionArgumentCstNode)[];
  Comma?: (IToken)[];
  readonly RParen?: readonly IToken[];
};

export interface ActionArgumentCstNode extends CstNode {
  name: "actionArgument";
  children: ActionArgumentCstChildren;
}

export type ActionArgumentCstChildren = {
  readonly Identifier?: readonly IToken[];
  readonly Assign?: readonly IToken[];
  wrongAssign?: (IToken)[];
  expression?: (ExpressionCstNode)[];
};

export interface SuppressCstNode extends CstNode {
  name: "suppress";
  children: SuppressCstChildren;
}

export type SuppressCstChildren = {
  readonly SUPPRESS?: readonly IToken[];
  readonly quantity?: readonly QuantityCstNode[];
  readonly by?: readonly ByCstNode[];
};

export interface ForCstNode extends CstNode {
  name: "for";
  children: ForCstChildren;
}

export type ForCstChildren = {
  readonly FOR?: readonly IToken[];
  readonly expression?: readonly ExpressionCstNode[];
};

export interface DoCstNode extends CstNode {
  name: "do";
  children: DoCstChildren;
}

export type DoCstChildren = {
  readonly DO?: readonly IToken[];
  readonly actionCall?: readonly ActionCallCstNode[];
  readonly limit?: readonly LimitCstNode[];
  readonly approval?: readonly ApprovalCstNode[];
};

export interface LimitCstNode extends CstNode {
  name: "limit";
  children: LimitCstChildren;
}

export type LimitCstChildren = {
  readonly LIMIT?: readonly IToken[];
  quantity: (QuantityCstNode)[];
  readonly PER?: readonly IToken[];
};

export interface ApprovalCstNode extends CstNode {
  name: "approval";
  children: ApprovalCstChildren;
}

export type ApprovalCstChildren = {
  readonly REQUIRES?: readonly IToken[];
  readonly APPROVAL?: readonly IToken[];
};

export interface ModuleJunkCstNode extends CstNode {
  name: "moduleJunk";
  children: ModuleJunkCstChildren;
}

export type ModuleJunkCstChildren = {
  token?: (IToken)[];
};

export interface RuleJunkCstNode extends CstNode {
  name: "ruleJunk";
  children: RuleJunkCstChildren;
}

export type RuleJunkCstChildren = {
  token?: (IToken)[];
};

export interface PlaybookJunkCstNode extends CstNode {
  name: "playbookJunk";
  children: PlaybookJunkCstChildren;
}

export type PlaybookJunkCstChildren = {
  token?: (IToken)[];
};
