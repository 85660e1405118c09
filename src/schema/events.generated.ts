/** TypeScript types of the standard events, made from stdlib/events (node .ci/event-types.mjs rewrites it). */

/**
 * What every event has, and the contexts that it may have.
 */
export interface EventFields {
/**
 * Identity of this event; the same id with the same content is the same event.
 */
event_id: string
/**
 * Which of the event types this is.
 */
event_type: string
/**
 * When it happened, as ISO 8601 or as milliseconds since 1970 UTC.
 */
timestamp: (string | number)
/**
 * Number of the event in its source, where the telemetry numbers its events.
 */
sequence?: (number | null)
/**
 * Where the telemetry came from; events of one source share a watermark.
 */
source?: (string | null)
/**
 * The AI system, application or service that was observed.
 */
ai_system_id?: (string | null)
/**
 * Trace that the event belongs to.
 */
trace_id?: (string | null)
/**
 * Span that the event was read from.
 */
span_id?: (string | null)
/**
 * On whose behalf the AI system acts.
 */
user?: ({
/**
 * Stable identity of the user.
 */
id?: (string | null)
/**
 * Whether the user may administer the AI system.
 */
is_admin?: (boolean | null)
/**
 * Roles that the user holds.
 */
roles?: (string[] | null)
/**
 * Groups that the user belongs to.
 */
groups?: (string[] | null)
/**
 * Part of the organisation that the user works in.
 */
department?: (string | null)
/**
 * Mail domains that the user may send to; a subdomain of one is authorized too.
 */
authorized_email_domains?: (string[] | null)
/**
 * What a session of this user costs on average.
 */
average_session_cost?: (number | null)
/**
 * Country that the user works from, as an ISO 3166-1 code of two letters.
 */
country?: (string | null)
} | null)
/**
 * One stretch of use, from its start to its end.
 */
session?: ({
/**
 * Identity of the session.
 */
id?: (string | null)
/**
 * When the session began.
 */
started_at?: ((string | number) | null)
/**
 * What the session has cost up to this event.
 */
current_cost?: (number | null)
/**
 * How many inputs the session has had up to this event.
 */
turns?: (number | null)
/**
 * How many tool calls the session has made up to this event.
 */
tool_calls?: (number | null)
/**
 * Tokens read by models in this session up to this event.
 */
input_tokens?: (number | null)
/**
 * Tokens written by models in this session up to this event.
 */
output_tokens?: (number | null)
} | null)
/**
 * The exchange between user and model that the event belongs to.
 */
conversation?: ({
/**
 * Number of the turn that the event belongs to; the first input is turn 1.
 */
turns?: (number | null)
/**
 * Topics that a topic classifier has seen in the conversation up to this event.
 */
topics?: (string[] | null)
/**
 * The request that is being answered.
 */
current_request?: ({
/**
 * How strongly the request offends the policy, from 0 to 1.
 */
policy_score?: (number | null)
} | null)
} | null)
/**
 * The agent that acts.
 */
agent?: ({
/**
 * Identity of the agent.
 */
id?: (string | null)
/**
 * Name of the agent as people know it.
 */
name?: (string | null)
/**
 * Version of the agent's configuration.
 */
version?: (string | null)
/**
 * Identity of the agent that called this one.
 */
parent_id?: (string | null)
} | null)
/**
 * The model behind the event.
 */
model?: ({
/**
 * Who runs the model.
 */
provider?: (string | null)
/**
 * Model that was asked for.
 */
name?: (string | null)
/**
 * Model that answered, which may be a more exact name.
 */
response_name?: (string | null)
} | null)
/**
 * Answers of classifiers, by classifier and by the field that it judged, from 0 to 1.
 */
scores?: ({
[k: string]: unknown
} | null)
/**
 * Names of the detectors and policies that marked this event.
 */
labels?: (string[] | null)
}

/**
 * A rule fired; the fields under `alert` are those of the ai_security schema.
 */
export interface AlertEvent extends EventFields {
event_type: "alert"
/**
 * The alert.
 */
alert: {
/**
 * How bad it is.
 */
severity: ("CRITICAL" | "HIGH" | "MEDIUM" | "LOW" | "INFO")
/**
 * Kind of threat, from the catalog of categories.
 */
category: string
/**
 * AI system of the completing event.
 */
ai_system_id?: (string | null)
/**
 * Session of the completing event.
 */
session_id?: (string | null)
/**
 * User of the completing event.
 */
user_id?: (string | null)
/**
 * What was found.
 */
finding: {
/**
 * What happened, in a sentence.
 */
description: string
/**
 * How sure the rule is, from 0 to 1.
 */
confidence: number
/**
 * Values that convinced the rule.
 */
evidence: string[]
/**
 * Way that the attack took.
 */
attack_vector?: (string | null)
}
/**
 * Where in the session it happened.
 */
context: {
/**
 * Turn of the completing event.
 */
conversation_turn?: (number | null)
/**
 * Tool calls of the session up to the completing event.
 */
tool_calls_in_session?: (number | null)
/**
 * Cost of the session up to the completing event.
 */
session_cost_usd?: (number | null)
}
/**
 * Hash of the rule's id and meaning, the key and the completing event.
 */
alert_id: string
/**
 * Id of the rule that fired.
 */
rule_id: string
/**
 * Title of that rule.
 */
rule_title: string
/**
 * Version of that rule.
 */
rule_version: string
/**
 * Points for risk stacking, 80, 60, 40, 20 and 0 from CRITICAL to INFO unless the rule says otherwise.
 */
risk: number
/**
 * Addresses, links, hosts, accounts and ids that the alert is about.
 */
entities: string[]
/**
 * Tags of the rule.
 */
tags: string[]
/**
 * What the rule asks the host to do.
 */
actions: {
/**
 * Name of the action.
 */
action: string
/**
 * Its arguments by name.
 */
args: {
[k: string]: unknown
}
}[]
/**
 * Events that convinced the rule, the completing one first.
 */
event_ids: string[]
/**
 * The conditions of the rule and what each came to.
 */
explanation?: ({
[k: string]: unknown
} | null)
/**
 * Fields whose absence made the rule fire.
 */
on_absence?: (string[] | null)
/**
 * Whether a cap had dropped state of this key.
 */
degraded?: (boolean | null)
/**
 * Firings of this key dropped since the alert before this one.
 */
suppressed?: (number | null)
}
}

/**
 * Somebody was asked to allow an action, and answered.
 */
export interface ApprovalEvent extends EventFields {
event_type: "approval"
/**
 * The answer.
 */
approval: {
/**
 * Whether it was allowed.
 */
granted: boolean
/**
 * Identity of whoever answered.
 */
by?: (string | null)
/**
 * Identity of the tool call that was asked about.
 */
tool_call_id?: (string | null)
}
}

/**
 * A model, dependency, plugin or data set was loaded.
 */
export interface ArtifactEvent extends EventFields {
event_type: "artifact"
/**
 * What was loaded.
 */
artifact: {
/**
 * What it is.
 */
kind?: (("model" | "dependency" | "plugin" | "dataset") | null)
/**
 * Its name.
 */
name?: (string | null)
/**
 * Its version.
 */
version?: (string | null)
/**
 * Hash of what was loaded.
 */
hash?: (string | null)
/**
 * Hash that was pinned.
 */
expected_hash?: (string | null)
/**
 * Where it came from, such as a registry or an address.
 */
source?: (string | null)
/**
 * Whether a signature was there and held.
 */
signed?: (boolean | null)
}
}

/**
 * Somebody tried to sign in.
 */
export interface AuthEvent extends EventFields {
event_type: "auth"
/**
 * The attempt.
 */
auth: {
/**
 * Whether it worked.
 */
outcome: ("success" | "failure")
/**
 * How, such as `password`, `sso` or `api_key`.
 */
method?: (string | null)
/**
 * Address that the attempt came from, IPv4 or IPv6.
 */
ip?: (string | null)
/**
 * Country of that address, as an ISO 3166-1 code of two letters.
 */
country?: (string | null)
/**
 * Latitude of that address, in degrees, north positive.
 */
lat?: (number | null)
/**
 * Longitude of that address, in degrees, east positive.
 */
lon?: (number | null)
/**
 * Device or client that was used.
 */
device?: (string | null)
}
}

/**
 * The AI system was changed.
 */
export interface DeploymentEvent extends EventFields {
event_type: "deployment"
/**
 * The change.
 */
deployment: {
/**
 * Identity of the deployment.
 */
id?: (string | null)
/**
 * AI system that was changed.
 */
system?: (string | null)
/**
 * Whether somebody approved it.
 */
approved?: (boolean | null)
/**
 * Identity of whoever approved it.
 */
approved_by?: (string | null)
/**
 * What was changed, such as `model`, `prompt` or `tools`, or a sentence.
 */
change?: (string | null)
}
}

/**
 * The engine itself says that it dropped or refused something.
 */
export interface EngineEvent extends EventFields {
event_type: "engine"
/**
 * What happened.
 */
engine: {
/**
 * Which limit was met or which input was odd, such as `keys`, `work`, `ambiguous_json` or `id_reuse`.
 */
kind: string
/**
 * Id of the rule that it concerns.
 */
rule?: (string | null)
/**
 * Key whose state it concerns.
 */
key?: (string | null)
/**
 * How much was dropped.
 */
dropped?: (number | null)
/**
 * The limit that was met.
 */
limit?: (number | null)
}
}

/**
 * Somebody or something used the infrastructure around the AI system.
 */
export interface InfraAccessEvent extends EventFields {
event_type: "infra_access"
/**
 * The access.
 */
infra_access: {
/**
 * What was used, such as a bucket, a table, a key or a host.
 */
resource?: (string | null)
/**
 * What was done to it.
 */
action?: (string | null)
/**
 * How it ended.
 */
outcome?: (("success" | "failure" | "denied") | null)
/**
 * Address that it came from, IPv4 or IPv6.
 */
ip?: (string | null)
/**
 * How much was moved.
 */
bytes?: (number | null)
/**
 * Identity of the credential that was used.
 */
key_id?: (string | null)
}
}

/**
 * Something was said to the model.
 */
export interface InputEvent extends EventFields {
event_type: "input"
/**
 * What was said.
 */
input_text: string
/**
 * Who said it. Text that reaches the model through a tool, a document or another agent is not the user's.
 */
input_source?: (("user" | "application" | "tool" | "retrieval" | "memory" | "agent" | "system") | null)
/**
 * Tokens that the model read.
 */
input_tokens?: (number | null)
/**
 * Shannon entropy of the text in bits a character, where the telemetry measures it.
 */
input_entropy?: (number | null)
}

/**
 * The agent read or wrote its long-term memory.
 */
export interface MemoryEvent extends EventFields {
event_type: "memory"
/**
 * The operation.
 */
memory: {
/**
 * What was done.
 */
op?: (("read" | "write" | "update" | "delete" | "search") | null)
/**
 * Which memory.
 */
store?: (string | null)
/**
 * What was read or written.
 */
text?: (string | null)
}
}

/**
 * The model said something.
 */
export interface OutputEvent extends EventFields {
event_type: "output"
/**
 * What the model said.
 */
output_text?: (string | null)
/**
 * Tokens that the model read for this answer.
 */
input_tokens?: (number | null)
/**
 * Tokens that the model wrote.
 */
output_tokens?: (number | null)
/**
 * What an output classifier found in the answer.
 */
output_labels?: (string[] | null)
/**
 * Why the model stopped, such as `stop`, `length` or `content_filter`.
 */
finish_reason?: (string | null)
/**
 * How sure the model was, from 0 to 1, where the telemetry says so.
 */
confidence?: (number | null)
}

/**
 * Documents were looked up for the model.
 */
export interface RetrievalEvent extends EventFields {
event_type: "retrieval"
/**
 * The look-up and what it found.
 */
retrieval: {
/**
 * What was looked up.
 */
query?: (string | null)
/**
 * What was found, best first.
 */
documents?: ({
/**
 * Identity of the document.
 */
id?: (string | null)
/**
 * The passage that the model reads.
 */
text?: (string | null)
/**
 * How well it fits the query, on the scale of the retriever.
 */
score?: (number | null)
/**
 * Where the document lives, such as a collection, a path or an address.
 */
source?: (string | null)
}[] | null)
}
}

/**
 * A session ended.
 */
export interface SessionEndEvent extends EventFields {
event_type: "session_end"
/**
 * How it ended.
 */
session_end?: ({
/**
 * How long the session was, in milliseconds.
 */
duration?: (number | null)
/**
 * Why it ended.
 */
reason?: (string | null)
} | null)
}

/**
 * A session began.
 */
export interface SessionStartEvent extends EventFields {
event_type: "session_start"
/**
 * How it began.
 */
session_start?: ({
/**
 * Instructions that the application gave the model.
 */
system_prompt?: (string | null)
/**
 * Program that the session was opened with.
 */
client?: (string | null)
} | null)
}

/**
 * The model or agent called a tool.
 */
export interface ToolCallEvent extends EventFields {
event_type: "tool_call"
/**
 * The call as the model made it.
 */
tool_call: {
/**
 * Identity of the call, which its result repeats.
 */
id?: (string | null)
/**
 * Name of the tool.
 */
tool: string
/**
 * Parameters of the call, by name. A tool catalog gives them types.
 */
params?: ({
[k: string]: unknown
} | null)
/**
 * Server that offers the tool, such as an MCP server.
 */
server?: (string | null)
/**
 * What the policy in front of the tool decided.
 */
authorization?: (("approved" | "flagged" | "blocked" | "unknown") | null)
}
}

/**
 * A server announced a tool to the model.
 */
export interface ToolDefinitionEvent extends EventFields {
event_type: "tool_definition"
/**
 * The tool as its server announces it.
 */
tool_definition: {
/**
 * Server that announces the tool, such as an MCP server.
 */
server?: (string | null)
/**
 * Name of the tool.
 */
tool: string
/**
 * What the server tells the model about the tool.
 */
description?: (string | null)
/**
 * Names of the tool's parameters.
 */
param_names?: (string[] | null)
/**
 * JSON Schema of the tool's parameters.
 */
params?: ({
[k: string]: unknown
} | null)
/**
 * Hash of the definition.
 */
hash?: (string | null)
/**
 * Hash of the definition that this one replaces.
 */
previous_hash?: (string | null)
/**
 * Whether someone approved exactly this definition.
 */
approved?: (boolean | null)
}
}

/**
 * A tool answered.
 */
export interface ToolResultEvent extends EventFields {
event_type: "tool_result"
/**
 * What came back.
 */
tool_result: {
/**
 * Identity of the call that this answers.
 */
id?: (string | null)
/**
 * Name of the tool.
 */
tool?: (string | null)
/**
 * The answer as the model reads it.
 */
text?: (string | null)
/**
 * Server that offers the tool, such as an MCP server.
 */
server?: (string | null)
/**
 * How the call ended.
 */
outcome?: (("success" | "error" | "timeout" | "blocked") | null)
/**
 * Whether the telemetry shortened the text.
 */
truncated?: (boolean | null)
}
}

/** Any event; `event_type` says which. */
export type Event = AlertEvent | ApprovalEvent | ArtifactEvent | AuthEvent | DeploymentEvent | EngineEvent | InfraAccessEvent | InputEvent | MemoryEvent | OutputEvent | RetrievalEvent | SessionEndEvent | SessionStartEvent | ToolCallEvent | ToolDefinitionEvent | ToolResultEvent;
