import ContextEngine
import Conversations
import Dialects
import Tokens
import Wire

/// A request made to fit a window, without a server: `ctxgw fit`.
public struct FitReport: Sendable {
  /// The fitted body, in the dialect of the request.
  public var body: [UInt8]
  /// What was done.
  public var prompt: PromptReport
  /// What the next request of the conversation goes on from.
  public var state: [UInt8]

  /// Fits the body of a request to Anthropic's Messages API.
  ///
  /// - Parameters:
  ///   - source: where the bytes are from, for messages.
  ///   - window: prompt and answer together, in tokens.
  ///   - model: whose tokens are counted; nil for the model that the request names.
  ///   - state: what the request before has left; nil for none.
  ///   - settings: how it is made to fit.
  /// - Throws: `FitError` for a request that has no meaning or cannot be made to fit, `DataError` when the program's files
  ///   are not in order.
  public static func make(
    of bytes: [UInt8], from source: String, window: Int, model: String?, state: [UInt8]?,
    settings: ContextSettings, data: DataDirectory?
  ) throws -> FitReport {
    let dialect = AnthropicMessages()
    let request = try request(in: bytes, from: source, dialect)
    let name = model ?? request.model
    let target = Target(
      backend: "fit", model: request.model, dialect: request.dialect, isLocal: true,
      window: ContextWindow(tokens: window, source: .configured), traits: .full)
    let earlier = try state.map { state in
      guard let state = ContextState(decoding: state) else { throw FitError.damagedState }
      return state
    }
    let planner = ContextPlanner(
      settings: settings,
      toolTexts: try data.map { (data) throws(DataError) in try ToolTexts(data) } ?? ToolTexts())
    let draft = try ContextDraft(request, in: dialect, traits: target.traits, counts: [:])
    let budget = ContextBudget(
      window: ContextWindow(tokens: window, source: .configured), requested: request.maxOutputTokens,
      configuredReserve: nil, ratio: 1, marginShare: Calibration().marginShare)
    let planned = try PromptCounters(data).lend(for: name) { counter in
      try planner.plan(draft, after: earlier, within: budget, hints: ContextHints(), counting: &counter)
    }
    let encoded = try dialect.encode(
      request, for: target, plan: planned.plan, conversation: dialect.conversation(of:following:))
    return FitReport(
      body: encoded.body, prompt: PromptReport(wholeOf: planned.report), state: planned.state.encoded())
  }

  /// Body and plan for programs.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("context")
      writer.object { prompt.writeFields(to: &$0) }
      writer.key("body")
      writer.raw(body)
    }
    return writer.bytes
  }

  private static func request(
    in bytes: [UInt8], from source: String, _ dialect: AnthropicMessages
  ) throws(FitError) -> ChatRequest {
    do {
      return try dialect.read(try JSONDocument(parsing: bytes), fields: HTTPFields())
    } catch let error as ClientError {
      throw .noRequest(source: source, reason: error.message)
    } catch {
      throw .noRequest(source: source, reason: "\(error)")
    }
  }
}

/// Why a request cannot be fitted.
enum FitError: Error, CustomStringConvertible {
  /// What was read is no request.
  case noRequest(source: String, reason: String)
  /// What should be the state of an earlier request is none.
  case damagedState

  var description: String {
    switch self {
    case .noRequest(let source, let reason): "\(source) is no request to Anthropic's Messages API: \(reason)"
    case .damagedState:
      "the session state is none that this version of ctxgw has written; remove the file to begin anew"
    }
  }
}

extension ContextOverflow: CustomStringConvertible {
  /// What does not fit, for the operator.
  public var description: String {
    let parts = biggest.map { "\($0.name) \($0.tokens)" }.joined(separator: ", ")
    return
      "the request cannot be made to fit: \(tokens) tokens at the least, \(limit) may be sent; biggest parts: \(parts)"
  }
}
