/** Types of the concrete tree, generated from the grammar (the tests with UPDATE=1 rewrite it). After a mistake any child may be absent. */
import type { CstNodeLocation, IToken } from "chevrotain";

export interface SequenceCstNode {
  readonly name: "sequence";
  readonly children: SequenceCstChildren;
  readonly location?: CstNodeLocation;
}

export type SequenceCstChildren = {
  readonly SEQUENCE?: readonly IToken[];
  readonly sequenceBody?: readonly SequenceBodyCstNode[];
};

export interface TogetherCstNode {
  readonly name: "together";
  readonly children: TogetherCstChildren;
  readonly location?: CstNodeLocation;
}

export type TogetherCstChildren = {
  readonly TOGETHER?: readonly IToken[];
  readonly sequenceBody?: readonly SequenceBodyCstNode[];
};

export interface SequenceBodyCstNode {
  readonly name: "sequenceBody";
  readonly children: SequenceBodyCstChildren;
  readonly location?: CstNodeLocation;
}

export type SequenceBodyCstChildren = {
  readonly by?: readonly ByCstNode[];
  readonly within?: readonly WithinCstNode[];
  readonly step?: readonly StepCstNode[];
  readonly absent?: readonly AbsentCstNode[];
};

export interface StepCstNode {
  readonly name: "step";
  readonly children: StepCstChildren;
  readonly location?: CstNodeLocation;
}

export type StepCstChildren = {
  readonly STEP?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly stepClauses?: readonly StepClausesCstNode[];
  readonly wrongClauses?: readonly StepClausesCstNode[];
};

export interface AbsentCstNode {
  readonly name: "absent";
  readonly children: AbsentCstChildren;
  readonly location?: CstNodeLocation;
}

export type AbsentCstChildren = {
  readonly ABSENT?: readonly IToken[];
  readonly wrongName?: readonly IToken[];
  readonly stepClauses?: readonly StepClausesCstNode[];
};

export interface StepClausesCstNode {
  readonly name: "stepClauses";
  readonly children: StepClausesCstChildren;
  readonly location?: CstNodeLocation;
}

export type StepClausesCstChildren = {
  readonly from?: readonly FromCstNode[];
  readonly where?: readonly WhereCstNode[];
  readonly repeat?: readonly RepeatCstNode[];
  readonly within?: readonly WithinCstNode[];
  readonly wrongBy?: readonly ByCstNode[];
};

export interface StateClausesCstNode {
  readonly name: "stateClauses";
  readonly children: StateClausesCstChildren;
  readonly location?: CstNodeLocation;
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

export interface FromCstNode {
  readonly name: "from";
  readonly children: FromCstChildren;
  readonly location?: CstNodeLocation;
}

export type FromCstChildren = {
  readonly FROM?: readonly IToken[];
  readonly names?: readonly NamesCstNode[];
};

export interface WhereCstNode {
  readonly name: "where";
  readonly children: WhereCstChildren;
  readonly location?: CstNodeLocation;
}

export type WhereCstChildren = {
  readonly WHERE?: readonly IToken[];
  readonly expression?: readonly ExpressionCstNode[];
};

export interface ByCstNode {
  readonly name: "by";
  readonly children: ByCstChildren;
  readonly location?: CstNodeLocation;
}

export type ByCstChildren = {
  readonly BY?: readonly IToken[];
  readonly test?: readonly TestCstNode[];
  readonly wrongComma?: readonly IToken[];
  readonly wrongKey?: readonly TestCstNode[];
};

export interface WithinCstNode {
  readonly name: "within";
  readonly children: WithinCstChildren;
  readonly location?: CstNodeLocation;
}

export type WithinCstChildren = {
  readonly WITHIN?: readonly IToken[];
  readonly quantity?: readonly QuantityCstNode[];
};

export interface OverCstNode {
  readonly name: "over";
  readonly children: OverCstChildren;
  readonly location?: CstNodeLocation;
}

export type OverCstChildren = {
  readonly OVER?: readonly IToken[];
  readonly quantity?: readonly QuantityCstNode[];
};

export interface MinCstNode {
  readonly name: "min";
  readonly children: MinCstChildren;
  readonly location?: CstNodeLocation;
}

export type MinCstChildren = {
  readonly MIN?: readonly IToken[];
  readonly quantity?: readonly QuantityCstNode[];
};

export interface RepeatCstNode {
  readonly name: "repeat";
  readonly children: RepeatCstChildren;
  readonly location?: CstNodeLocation;
}

export type RepeatCstChildren = {
  readonly REPEAT?: readonly IToken[];
  readonly quantity?: readonly QuantityCstNode[];
};

export interface ExcludingCstNode {
  readonly name: "excluding";
  readonly children: ExcludingCstChildren;
  readonly location?: CstNodeLocation;
}

export type ExcludingCstChildren = {
  readonly EXCLUDING?: readonly IToken[];
  readonly ALERTED?: readonly IToken[];
};

export interface QuantityCstNode {
  readonly name: "quantity";
  readonly children: QuantityCstChildren;
  readonly location?: CstNodeLocation;
}

export type QuantityCstChildren = {
  readonly Duration?: readonly IToken[];
  readonly Number?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly wrongLiteral?: readonly IToken[];
};

export interface NamesCstNode {
  readonly name: "names";
  readonly children: NamesCstChildren;
  readonly location?: CstNodeLocation;
}

export type NamesCstChildren = {
  Identifier: (IToken)[];
  readonly Comma?: readonly IToken[];
  readonly wrongComma?: readonly IToken[];
};

export interface TextsCstNode {
  readonly name: "texts";
  readonly children: TextsCstChildren;
  readonly location?: CstNodeLocation;
}

export type TextsCstChildren = {
  Text: (IToken)[];
  readonly Comma?: readonly IToken[];
  readonly wrongComma?: readonly IToken[];
};

export interface ExpressionCstNode {
  readonly name: "expression";
  readonly children: ExpressionCstChildren;
  readonly location?: CstNodeLocation;
}

export type ExpressionCstChildren = {
  negation: (NegationCstNode)[];
  readonly AND?: readonly IToken[];
  readonly OR?: readonly IToken[];
};

export interface NegationCstNode {
  readonly name: "negation";
  readonly children: NegationCstChildren;
  readonly location?: CstNodeLocation;
}

export type NegationCstChildren = {
  readonly NOT?: readonly IToken[];
  readonly quantifier?: readonly QuantifierCstNode[];
  readonly atLeast?: readonly AtLeastCstNode[];
  readonly test?: readonly TestCstNode[];
};

export interface QuantifierCstNode {
  readonly name: "quantifier";
  readonly children: QuantifierCstChildren;
  readonly location?: CstNodeLocation;
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

export interface AtLeastCstNode {
  readonly name: "atLeast";
  readonly children: AtLeastCstChildren;
  readonly location?: CstNodeLocation;
}

export type AtLeastCstChildren = {
  readonly Number?: readonly IToken[];
  readonly OF?: readonly IToken[];
  readonly LParen?: readonly IToken[];
  expression: (ExpressionCstNode)[];
  Comma?: (IToken)[];
  readonly RParen?: readonly IToken[];
};

export interface TestCstNode {
  readonly name: "test";
  readonly children: TestCstChildren;
  readonly location?: CstNodeLocation;
}

export type TestCstChildren = {
  readonly arithmetic?: readonly ArithmeticCstNode[];
  readonly testTail?: readonly TestTailCstNode[];
  readonly wrongTail?: readonly TestTailCstNode[];
};

export interface TestTailCstNode {
  readonly name: "testTail";
  readonly children: TestTailCstChildren;
  readonly location?: CstNodeLocation;
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

export interface ComparisonOperatorCstNode {
  readonly name: "comparisonOperator";
  readonly children: ComparisonOperatorCstChildren;
  readonly location?: CstNodeLocation;
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

export interface TestObjectCstNode {
  readonly name: "testObject";
  readonly children: TestObjectCstChildren;
  readonly location?: CstNodeLocation;
}

export type TestObjectCstChildren = {
  readonly wrongNot?: readonly IToken[];
  readonly arithmetic?: readonly ArithmeticCstNode[];
};

export interface ArithmeticCstNode {
  readonly name: "arithmetic";
  readonly children: ArithmeticCstChildren;
  readonly location?: CstNodeLocation;
}

export type ArithmeticCstChildren = {
  operand: (OperandCstNode)[];
  readonly arithmeticOperator?: readonly ArithmeticOperatorCstNode[];
};

export interface ArithmeticOperatorCstNode {
  readonly name: "arithmeticOperator";
  readonly children: ArithmeticOperatorCstChildren;
  readonly location?: CstNodeLocation;
}

export type ArithmeticOperatorCstChildren = {
  readonly Plus?: readonly IToken[];
  readonly Minus?: readonly IToken[];
  readonly Star?: readonly IToken[];
  readonly Slash?: readonly IToken[];
  readonly Percent?: readonly IToken[];
};

export interface OperandCstNode {
  readonly name: "operand";
  readonly children: OperandCstChildren;
  readonly location?: CstNodeLocation;
}

export type OperandCstChildren = {
  readonly Minus?: readonly IToken[];
  readonly wrongMinus?: readonly IToken[];
  readonly primary?: readonly PrimaryCstNode[];
  readonly access?: readonly AccessCstNode[];
};

export interface AccessCstNode {
  readonly name: "access";
  readonly children: AccessCstChildren;
  readonly location?: CstNodeLocation;
}

export type AccessCstChildren = {
  readonly Dot?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly LBracket?: readonly IToken[];
  readonly Number?: readonly IToken[];
  readonly Text?: readonly IToken[];
  readonly wrongLiteral?: readonly IToken[];
  readonly RBracket?: readonly IToken[];
};

export interface PrimaryCstNode {
  readonly name: "primary";
  readonly children: PrimaryCstChildren;
  readonly location?: CstNodeLocation;
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

export interface GroupCstNode {
  readonly name: "group";
  readonly children: GroupCstChildren;
  readonly location?: CstNodeLocation;
}

export type GroupCstChildren = {
  readonly LParen?: readonly IToken[];
  readonly expression?: readonly ExpressionCstNode[];
  readonly wrongComma?: readonly IToken[];
  readonly wrongItem?: readonly ExpressionCstNode[];
  readonly RParen?: readonly IToken[];
};

export interface ListLiteralCstNode {
  readonly name: "listLiteral";
  readonly children: ListLiteralCstChildren;
  readonly location?: CstNodeLocation;
}

export type ListLiteralCstChildren = {
  readonly LBracket?: readonly IToken[];
  plainText?: (IToken)[];
  expression?: (ExpressionCstNode)[];
  Comma?: (IToken)[];
  readonly RBracket?: readonly IToken[];
};

export interface CallArgumentsCstNode {
  readonly name: "callArguments";
  readonly children: CallArgumentsCstChildren;
  readonly location?: CstNodeLocation;
}

export type CallArgumentsCstChildren = {
  readonly LParen?: readonly IToken[];
  argument?: (ArgumentCstNode)[];
  Comma?: (IToken)[];
  readonly RParen?: readonly IToken[];
};

export interface ArgumentCstNode {
  readonly name: "argument";
  readonly children: ArgumentCstChildren;
  readonly location?: CstNodeLocation;
}

export type ArgumentCstChildren = {
  readonly Identifier?: readonly IToken[];
  readonly Assign?: readonly IToken[];
  expression?: (ExpressionCstNode)[];
};

export interface StateCallCstNode {
  readonly name: "stateCall";
  readonly children: StateCallCstChildren;
  readonly location?: CstNodeLocation;
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

export interface StateWordCstNode {
  readonly name: "stateWord";
  readonly children: StateWordCstChildren;
  readonly location?: CstNodeLocation;
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

export interface ModuleCstNode {
  readonly name: "module";
  readonly children: ModuleCstChildren;
  readonly location?: CstNodeLocation;
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
  readonly wrongToken?: readonly IToken[];
};

export interface ImportCstNode {
  readonly name: "import";
  readonly children: ImportCstChildren;
  readonly location?: CstNodeLocation;
}

export type ImportCstChildren = {
  readonly IMPORT?: readonly IToken[];
  readonly names?: readonly NamesCstNode[];
  readonly FROM?: readonly IToken[];
  readonly Text?: readonly IToken[];
};

export interface ListCstNode {
  readonly name: "list";
  readonly children: ListCstChildren;
  readonly location?: CstNodeLocation;
}

export type ListCstChildren = {
  readonly LIST?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly Colon?: readonly IToken[];
  readonly type?: readonly TypeCstNode[];
  readonly listSource?: readonly ListSourceCstNode[];
};

export interface ListSourceCstNode {
  readonly name: "listSource";
  readonly children: ListSourceCstChildren;
  readonly location?: CstNodeLocation;
}

export type ListSourceCstChildren = {
  readonly Assign?: readonly IToken[];
  readonly listLiteral?: readonly ListLiteralCstNode[];
  readonly FROM?: readonly IToken[];
  readonly Text?: readonly IToken[];
  readonly COLUMN?: readonly IToken[];
  readonly column?: readonly IToken[];
};

export interface ParamCstNode {
  readonly name: "param";
  readonly children: ParamCstChildren;
  readonly location?: CstNodeLocation;
}

export type ParamCstChildren = {
  readonly PARAM?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly Colon?: readonly IToken[];
  readonly type?: readonly TypeCstNode[];
  readonly Assign?: readonly IToken[];
  readonly arithmetic?: readonly ArithmeticCstNode[];
};

export interface DefineCstNode {
  readonly name: "define";
  readonly children: DefineCstChildren;
  readonly location?: CstNodeLocation;
}

export type DefineCstChildren = {
  readonly DEFINE?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly params?: readonly ParamsCstNode[];
  readonly Assign?: readonly IToken[];
  readonly expression?: readonly ExpressionCstNode[];
};

export interface BaselineCstNode {
  readonly name: "baseline";
  readonly children: BaselineCstChildren;
  readonly location?: CstNodeLocation;
}

export type BaselineCstChildren = {
  readonly BASELINE?: readonly IToken[];
  Identifier: (IToken)[];
  readonly Dot?: readonly IToken[];
  readonly Assign?: readonly IToken[];
  readonly arithmetic?: readonly ArithmeticCstNode[];
};

export interface ExtendCstNode {
  readonly name: "extend";
  readonly children: ExtendCstChildren;
  readonly location?: CstNodeLocation;
}

export type ExtendCstChildren = {
  readonly EXTEND?: readonly IToken[];
  readonly LIST?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly listSource?: readonly ListSourceCstNode[];
};

export interface ExceptionCstNode {
  readonly name: "exception";
  readonly children: ExceptionCstChildren;
  readonly location?: CstNodeLocation;
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
  readonly wrongLiteral?: readonly IToken[];
};

export interface DisableCstNode {
  readonly name: "disable";
  readonly children: DisableCstChildren;
  readonly location?: CstNodeLocation;
}

export type DisableCstChildren = {
  readonly DISABLE?: readonly IToken[];
  readonly texts?: readonly TextsCstNode[];
  readonly REASON?: readonly IToken[];
  readonly Text?: readonly IToken[];
};

export interface ActionCstNode {
  readonly name: "action";
  readonly children: ActionCstChildren;
  readonly location?: CstNodeLocation;
}

export type ActionCstChildren = {
  readonly ACTION?: readonly IToken[];
  readonly Identifier?: readonly IToken[];
  readonly params?: readonly ParamsCstNode[];
};

export interface ParamsCstNode {
  readonly name: "params";
  readonly children: ParamsCstChildren;
  readonly location?: CstNodeLocation;
}

export type ParamsCstChildren = {
  readonly LParen?: readonly IToken[];
  parameter?: (ParameterCstNode)[];
  Comma?: (IToken)[];
  readonly RParen?: readonly IToken[];
};

export interface ParameterCstNode {
  readonly name: "parameter";
  readonly children: ParameterCstChildren;
  readonly location?: CstNodeLocation;
}

export type ParameterCstChildren = {
  readonly Identifier?: readonly IToken[];
  readonly Colon?: readonly IToken[];
  readonly type?: readonly TypeCstNode[];
  readonly Assign?: readonly IToken[];
  readonly arithmetic?: readonly ArithmeticCstNode[];
};

export interface TypeCstNode {
  readonly name: "type";
  readonly children: TypeCstChildren;
  readonly location?: CstNodeLocation;
}

export type TypeCstChildren = {
  readonly Identifier?: readonly IToken[];
  readonly Less?: readonly IToken[];
  readonly type?: readonly TypeCstNode[];
  readonly Greater?: readonly IToken[];
};

export interface RuleCstNode {
  readonly name: "rule";
  readonly children: RuleCstChildren;
  readonly location?: CstNodeLocation;
}

export type RuleCstChildren = {
  readonly RuleTitle?: readonly IToken[];
  readonly ruleBody?: readonly RuleBodyCstNode[];
};

export interface RuleBodyCstNode {
  readonly name: "ruleBody";
  readonly children: RuleBodyCstChildren;
  readonly location?: CstNodeLocation;
}

export type RuleBodyCstChildren = {
  readonly meta?: readonly MetaCstNode[];
  readonly on?: readonly OnCstNode[];
  readonly if?: readonly IfCstNode[];
  readonly then?: readonly ThenCstNode[];
  readonly suppress?: readonly SuppressCstNode[];
  readonly wrongToken?: readonly IToken[];
};

export interface PlaybookCstNode {
  readonly name: "playbook";
  readonly children: PlaybookCstChildren;
  readonly location?: CstNodeLocation;
}

export type PlaybookCstChildren = {
  readonly PlaybookTitle?: readonly IToken[];
  readonly meta?: readonly MetaCstNode[];
  readonly for?: readonly ForCstNode[];
  readonly do?: readonly DoCstNode[];
  readonly wrongToken?: readonly IToken[];
};

export interface MetaCstNode {
  readonly name: "meta";
  readonly children: MetaCstChildren;
  readonly location?: CstNodeLocation;
}

export type MetaCstChildren = {
  readonly META?: readonly IToken[];
  readonly LParen?: readonly IToken[];
  metaEntry?: (MetaEntryCstNode)[];
  Comma?: (IToken)[];
  readonly RParen?: readonly IToken[];
};

export interface MetaEntryCstNode {
  readonly name: "metaEntry";
  readonly children: MetaEntryCstChildren;
  readonly location?: CstNodeLocation;
}

export type MetaEntryCstChildren = {
  readonly Identifier?: readonly IToken[];
  readonly Assign?: readonly IToken[];
  wrongAssign?: (IToken)[];
  readonly arithmetic?: readonly ArithmeticCstNode[];
};

export interface OnCstNode {
  readonly name: "on";
  readonly children: OnCstChildren;
  readonly location?: CstNodeLocation;
}

export type OnCstChildren = {
  readonly ON?: readonly IToken[];
  readonly names?: readonly NamesCstNode[];
};

export interface IfCstNode {
  readonly name: "if";
  readonly children: IfCstChildren;
  readonly location?: CstNodeLocation;
}

export type IfCstChildren = {
  readonly IF?: readonly IToken[];
  readonly sequence?: readonly SequenceCstNode[];
  readonly together?: readonly TogetherCstNode[];
  readonly expression?: readonly ExpressionCstNode[];
};

export interface ThenCstNode {
  readonly name: "then";
  readonly children: ThenCstChildren;
  readonly location?: CstNodeLocation;
}

export type ThenCstChildren = {
  readonly THEN?: readonly IToken[];
  actionCall: (ActionCallCstNode)[];
  readonly Comma?: readonly IToken[];
  readonly wrongAnd?: readonly IToken[];
  readonly wrongComma?: readonly IToken[];
};

export interface ActionCallCstNode {
  readonly name: "actionCall";
  readonly children: ActionCallCstChildren;
  readonly location?: CstNodeLocation;
}

export type ActionCallCstChildren = {
  readonly Identifier?: readonly IToken[];
  readonly actionArguments?: readonly ActionArgumentsCstNode[];
  readonly wrongName?: readonly IToken[];
};

export interface ActionArgumentsCstNode {
  readonly name: "actionArguments";
  readonly children: ActionArgumentsCstChildren;
  readonly location?: CstNodeLocation;
}

export type ActionArgumentsCstChildren = {
  readonly LParen?: readonly IToken[];
  actionArgument?: (ActionArgumentCstNode)[];
  Comma?: (IToken)[];
  readonly RParen?: readonly IToken[];
};

export interface ActionArgumentCstNode {
  readonly name: "actionArgument";
  readonly children: ActionArgumentCstChildren;
  readonly location?: CstNodeLocation;
}

export type ActionArgumentCstChildren = {
  readonly Identifier?: readonly IToken[];
  readonly Assign?: readonly IToken[];
  wrongAssign?: (IToken)[];
  expression?: (ExpressionCstNode)[];
};

export interface SuppressCstNode {
  readonly name: "suppress";
  readonly children: SuppressCstChildren;
  readonly location?: CstNodeLocation;
}

export type SuppressCstChildren = {
  readonly SUPPRESS?: readonly IToken[];
  readonly quantity?: readonly QuantityCstNode[];
  readonly by?: readonly ByCstNode[];
};

export interface ForCstNode {
  readonly name: "for";
  readonly children: ForCstChildren;
  readonly location?: CstNodeLocation;
}

export type ForCstChildren = {
  readonly FOR?: readonly IToken[];
  readonly expression?: readonly ExpressionCstNode[];
};

export interface DoCstNode {
  readonly name: "do";
  readonly children: DoCstChildren;
  readonly location?: CstNodeLocation;
}

export type DoCstChildren = {
  readonly DO?: readonly IToken[];
  readonly actionCall?: readonly ActionCallCstNode[];
  readonly limit?: readonly LimitCstNode[];
  readonly approval?: readonly ApprovalCstNode[];
};

export interface LimitCstNode {
  readonly name: "limit";
  readonly children: LimitCstChildren;
  readonly location?: CstNodeLocation;
}

export type LimitCstChildren = {
  readonly LIMIT?: readonly IToken[];
  quantity: (QuantityCstNode)[];
  readonly PER?: readonly IToken[];
};

export interface ApprovalCstNode {
  readonly name: "approval";
  readonly children: ApprovalCstChildren;
  readonly location?: CstNodeLocation;
}

export type ApprovalCstChildren = {
  readonly REQUIRES?: readonly IToken[];
  readonly APPROVAL?: readonly IToken[];
};
