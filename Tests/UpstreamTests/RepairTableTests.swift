import Testing
import Wire

@testable import Upstream

@Suite("Repairs by what backends say")
struct RepairTableTests {
  private func repair(_ status: Int, _ body: String) -> RequestRepair? {
    UpstreamError(status: status, fields: HTTPFields(), body: Array(body.utf8)).repair
  }

  private func quoted(_ message: String) -> String {
    let escaped = message.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return #"{"error":{"type":"invalid_request_error","message":"\#(escaped)"}}"#
  }

  @Test(
    "a refusal calls for its repair",
    arguments: [
      (
        "messages.1.content.0: Invalid `signature` in `thinking` block",
        RequestRepair.dropReasoning(forGood: false)
      ),
      (
        "messages.1.content.0: Invalid `signature` in `thinking` block. The block is bound to a different conversation. Remove the block, or set `thinking.block_binding.prefix_mismatch_behavior` to \"drop_block\".",
        .dropReasoning(forGood: false)
      ),
      (
        "messages.3.content.1: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified. These blocks must remain as they were in the original response.",
        .dropReasoning(forGood: false)
      ),
      ("each thinking block must contain thinking", .dropReasoning(forGood: false)),
      (
        "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a final `assistant` message must start with a thinking block",
        .stopThinking(forGood: false)
      ),
      (
        "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly",
        .replaceThoughtSignatures
      ),
      ("Thought signature is not valid", .replaceThoughtSignatures),
      ("Corrupted thought signature.", .replaceThoughtSignatures),
      ("The reasoning_content in the thinking mode must be passed back to the API.", .giveReasoning),
      (
        "thinking is enabled but reasoning_content is missing in assistant tool call message at index 2",
        .giveReasoning
      ),
      (
        "'messages.2' : for 'role:assistant' the following must be satisfied[('messages.2' : property 'reasoning_content' is unsupported)]",
        .dropReasoning(forGood: true)
      ),
      (
        "max_tokens: 64000 > 8192, which is the maximum allowed number of output tokens for m",
        .limitOutput(tokens: 8192)
      ),
      (
        "max_tokens is too large: 200000. This model supports at most 128000 completion tokens, whereas you provided 200000.",
        .limitOutput(tokens: 128_000)
      ),
      (
        "`max_completion_tokens` must be less than or equal to `16384`, the maximum value for this model",
        .limitOutput(tokens: 16384)
      ),
      ("Range of max_tokens should be [1, 8192]", .limitOutput(tokens: 8192)),
      (
        "Invalid max_tokens value, the valid range of max_tokens is [1, 393216]",
        .limitOutput(tokens: 393_216)
      ),
      (
        "Unable to submit request because it has a maxOutputTokens value of 100000 but the supported range is from 1 (inclusive) to 65537 (exclusive).",
        .limitOutput(tokens: 65_536)
      ),
      (
        "input length and `max_tokens` exceed context limit: 187254 + 20000 > 204798, decrease input length or `max_tokens` and try again",
        .limitOutputToRoom(tokens: 17_480)
      ),
      (
        "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (5000 in the messages, 4000 in the completion).",
        .limitOutputToRoom(tokens: 3_128)
      ),
      (
        "'max_tokens' or 'max_completion_tokens' is too large: 4000. This model's maximum context length is 8192 tokens and your request has 5000 input tokens (4000 > 8192 - 5000).",
        .limitOutputToRoom(tokens: 3_128)
      ),
      (
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        .renameField(from: "max_tokens", to: "max_completion_tokens")
      ),
      (
        "Unrecognized request argument supplied: max_completion_tokens",
        .renameField(from: "max_completion_tokens", to: "max_tokens")
      ),
      (
        "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
        .dropSampling
      ),
      ("`temperature` and `top_p` cannot both be specified for this model.", .dropSampling),
      ("`temperature` may only be set to 1 when thinking is enabled.", .dropSampling),
      ("stream_options: Extra inputs are not permitted", .dropField(["stream_options"])),
      ("Unknown parameter: 'stream_options'.", .dropField(["stream_options"])),
      ("tool_choice 'required' is not supported, only 'auto'", .freeToolChoice),
      ("Thinking mode does not support this tool_choice", .freeToolChoice),
      ("metadata: Extra inputs are not permitted", .dropField(["metadata"])),
      ("tools.0.custom.type: Extra inputs are not permitted", .dropField(["tools", "custom", "type"])),
      (
        "messages.1.content.0.text.citations: Extra inputs are not permitted",
        .dropField(["messages", "content", "text", "citations"])
      ),
      (
        #"Invalid JSON payload received. Unknown name "parallelToolCalls": Cannot find field."#,
        .dropField(["parallelToolCalls"])
      ),
      ("Unrecognized request argument supplied: service_tier", .dropField(["service_tier"])),
      ("property 'store' is unsupported", .dropField(["store"])),
      (
        "messages.0.content.0.text.cache_control: Extra inputs are not permitted", .dropCacheMarks
      ),
      (
        "Invalid schema for function 'f': In context=(), 'additionalProperties' is required to be supplied and to be false.",
        .simplifySchemas
      ),
      (
        #"Invalid JSON payload received. Unknown name "$schema" at 'tools[0].function_declarations[0].parameters': Cannot find field."#,
        .simplifySchemas
      ),
      ("tools.0.custom.input_schema: JSON schema is invalid", .simplifySchemas),
      (
        "Conversation roles must alternate user/assistant/user/assistant/...", .mergeRoles
      ),
      ("System message must be at the beginning.", .mergeRoles),
      ("messages: Unexpected role \"system\".", .mergeRoles),
      (
        "messages.2: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1.",
        .pairCalls
      ),
      (
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: call_1",
        .pairCalls
      ),
      ("messages.0.content.1: unexpected `tool_use_id` found in `tool_result` blocks: toolu_9.", .pairCalls),
      ("No tool output found for function call call_1.", .pairCalls),
      ("messages: text content blocks must be non-empty", .fillEmptyContent),
      (
        "messages.3: all messages must have non-empty content except for the optional final assistant message",
        .fillEmptyContent
      ),
      ("parameter.enable_thinking only support stream call", .stream),
      ("\"qwen3:8b\" does not support thinking", .stopThinking(forGood: true)),
      ("this model does not support image input", .describeImages),
      (
        "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj",
        .describeImages
      ),
    ])
  func repairs(_ message: String, _ expected: RequestRepair) {
    #expect(repair(400, quoted(message)) == expected)
  }

  @Test(
    "what cannot be repaired is not",
    arguments: [
      "m does not support tools",
      "\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set",
      "prompt is too long: 219898 tokens > 200000 maximum", "messages: bad",
      "input length and `max_tokens` exceed context limit: 204700 + 20000 > 204798, decrease input length",
      "messages: Extra inputs are not permitted", "Unknown parameter: 'model'.",
      ": Extra inputs are not permitted",
      "Unknown name ", "your account is not allowed to use this model",
    ])
  func others(_ message: String) {
    #expect(repair(400, quoted(message)) == nil)
  }

  @Test("a failure that is not about the request is not repaired, whatever its words")
  func otherClasses() {
    let message = quoted("temperature is not supported")
    #expect(repair(429, message) == nil && repair(401, message) == nil && repair(503, message) == nil)
    #expect(UpstreamError(.timedOut, message: "temperature is not supported").repair == nil)
  }

  @Test("codes, and errors inside answers and inside other errors, call for their repairs too")
  func elsewhere() {
    #expect(
      repair(
        400, #"{"error":{"message":"try again","type":"invalid_request_error","code":"tool_use_failed"}}"#)
        == .retry)
    #expect(UpstreamError(toldInStream: "MALFORMED_FUNCTION_CALL", message: "stopped").repair == .retry)
    #expect(
      repair(
        400,
        #"{"error":{"message":"Provider returned error","metadata":{"raw":"{\"error\":{\"message\":\"temperature is deprecated\"}}"}}}"#
      ) == .dropSampling)
    #expect(
      repair(
        402,
        #"{"error":{"code":402,"message":"This request requires more credits, or fewer max_tokens. You requested up to 32000 tokens, but can only afford 4512."}}"#
      ) == .limitOutput(tokens: 4512))
    #expect(
      repair(
        422,
        #"{"detail":[{"type":"extra_forbidden","loc":["body","safe_prompt"],"msg":"Extra inputs are not permitted"}]}"#
      ) == .dropField(["safe_prompt"]))
  }

  @Test("what a backend said is kept to a bound, in its own case and without keys")
  func text() throws {
    let long = String(repeating: "Ab", count: 100_000)
    let error = UpstreamError(status: 400, fields: HTTPFields(), body: Array(quoted(long).utf8))
    #expect(error.text.count <= ErrorReport.longestText && error.text.contains("AbAb"))
    let told = UpstreamError(
      status: 400, fields: HTTPFields(), body: Array(quoted("key sk-123456789 is bad").utf8))
    #expect(
      told.concealing([try #require(Credential("sk-123456789"))]).text.contains("sk-123456789") == false)
  }
}
